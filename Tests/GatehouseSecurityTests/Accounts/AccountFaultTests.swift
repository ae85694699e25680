#if Security && DEBUG
    import Dispatch
    import Foundation
    import Gatehouse
    import Synchronization
    import TestSupport
    import Testing

    @testable import FastCGI
    @testable import GatehouseSecurity

    /// Accounts and links when system calls fail or the process dies.
    @Suite(.timeLimit(.minutes(5)))
    struct AccountFaultTests {
        /// A private directory with the accounts of Ada and Eve.
        private final class Place: Sendable {
            let home: TemporaryDirectory
            let path: String
            let ada: Account
            let eve: Account
            let changed: Credentials

            init() async throws {
                home = try TemporaryDirectory()
                path = home.path("site")
                let people = try AccountFiles(in: PrivateDirectory(path))
                ada = try await people.add("ada", roles: ["editor"])
                eve = try await people.add("eve")
                changed = ada.credentials.signingOutEverywhere()
            }

            /// The files, as a process sees them that starts now.
            func people() throws -> AccountFiles { try AccountFiles(in: PrivateDirectory(path)) }
        }

        enum Change: String, CaseIterable, Sendable { case add, remove, credentials, name }

        /// Adds Grace, or changes Ada.
        private static func make(_ change: Change, _ place: Place, _ people: AccountFiles) async throws {
            switch change {
            case .add: try await people.add("grace", roles: ["new"])
            case .remove: try await people.remove(place.ada.id)
            case .credentials:
                _ = try await people.replaceCredentials(
                    of: place.ada.id, from: place.ada.credentials, to: place.changed)
            case .name:
                var renamed = place.ada
                renamed.signInName = "countess"
                _ = try await people.replace(place.ada, with: renamed)
            }
        }

        /// Each account is old or new, can be found in every way or in none, and can be changed without more ado.
        private static func check(_ place: Place, after change: Change, isDone: Bool, _ text: Comment) async throws {
            let people = try place.people()
            let all = try await people.all()
            #expect(all.filter { $0.id == place.eve.id } == [place.eve], text)
            #expect(try await people.user(named: "eve") == place.eve, text)
            let isRenamed = try await people.user(named: "countess") != nil
            let name = change == .add ? "grace" : isRenamed ? "countess" : "ada"
            let found = try await people.user(named: name)
            #expect(all.filter { $0.id != place.eve.id && $0.signInName == name } == (found.map { [$0] } ?? []), text)
            switch change {
            case .add:
                if isDone { #expect(found != nil, text) }
                if let found { #expect(found.roles == ["new"], text) }
                #expect(try await people.user(named: "ada") == place.ada, text)
            case .remove:
                if isDone { #expect(found == nil, text) }
                if found != nil { #expect(found == place.ada, text) }
                #expect(try await people.user(id: place.ada.id) == found, text)
            case .name:
                #expect(isRenamed || !isDone, text)
                #expect(found?.id == place.ada.id, text)
                #expect(try await people.user(named: isRenamed ? "ada" : "countess") == nil, text)
            case .credentials:
                let credentials = try #require(found?.credentials, text)
                #expect(credentials == place.changed || credentials == place.ada.credentials && !isDone, text)
                #expect(try await people.user(id: place.ada.id) == found, text)
            }
            // The next process can change and remove the account, and use the name.
            if let found {
                let next = found.credentials.signingOutEverywhere()
                #expect(try await people.replaceCredentials(of: found.id, from: found.credentials, to: next), text)
                #expect(try await people.remove(found.id), text)
            }
            let again = try await people.add(name)
            #expect(try await people.user(named: name) == again, text)
            #expect(try await people.all().count == (change == .add ? 3 : 2), text)
        }

        @Test(arguments: Change.allCases, [false, true])
        func failureOrDeathLeavesEachAccountOldOrNew(_ change: Change, isDeath: Bool) async throws {
            try await onDrivenThread { driver in
                var call = 1
                while true {
                    let place = try await Place()
                    let people = try place.people()
                    driver.arm(.init(call: call, number: EIO, lasts: isDeath))
                    var hasThrown = false
                    do { try await Self.make(change, place, people) } catch { hasThrown = true }
                    let hasHappened = !driver.isArmed
                    let text: Comment = "\(change), call \(call) of \(driver.calls.map(\.operation))"
                    driver.arm(nil)
                    #expect(hasThrown == hasHappened, text)
                    try await Self.check(place, after: change, isDone: !hasThrown, text)
                    guard hasHappened else {
                        #expect(call > 5)
                        return
                    }
                    call += 1
                }
            }
        }

        /// The kernel releases the lock of a process that is killed.
        @Test(arguments: Change.allCases)
        func killedProcessLeavesEachAccountOldOrNew(_ change: Change) async throws {
            var call = 1
            while true {
                let place = try await Place()
                let arguments =
                    switch change {
                    case .add: ["grace", "new"]
                    case .remove: [place.ada.id]
                    case .credentials: [place.ada.id, place.changed.text]
                    case .name: [place.ada.id, "countess"]
                    }
                let program = try Program(
                    Products.program("SecurityProbe"), ["accounts", place.path, "\(call)", "\(change)"] + arguments)
                let (status, output, errors) = program.end()
                let isDone = output == Array("done\n".utf8)
                #expect(status == (isDone ? 0 : -9), "\(errors)")
                try await Self.check(place, after: change, isDone: isDone, "\(change), killed at call \(call)")
                if isDone { break }
                call += 1
            }
            #expect(call > 5)
        }

        // MARK: Links

        enum LinkChange: String, CaseIterable, Sendable { case create, consume, removeAll }

        @Test(arguments: LinkChange.allCases, [false, true])
        func failureOrDeathLeavesEachLinkOldOrNew(_ change: LinkChange, isDeath: Bool) async throws {
            let (purpose, now) = (Purpose("reset"), Timestamp(secondsSince1970: 1_800_000_000))
            try await onDrivenThread { driver in
                var call = 1
                while true {
                    let home = try TemporaryDirectory()
                    let path = home.path("site")
                    let links = try OneTimeLinks(in: PrivateDirectory(path))
                    let expires = now + .seconds(60)
                    let ada = try links.create(for: "ada", purpose: purpose, expires: expires, at: now)
                    let eve = try links.create(for: "eve", purpose: purpose, expires: expires, at: now)
                    driver.arm(.init(call: call, number: EIO, lasts: isDeath))
                    var result: String?
                    var hasThrown = false
                    do {
                        switch change {
                        case .create:
                            result = try links.create(for: "grace", purpose: purpose, expires: expires, at: now)
                        case .consume: result = try links.consume(ada, for: purpose, at: now)
                        case .removeAll: try links.removeAll(for: "ada", purpose: purpose)
                        }
                    } catch {
                        hasThrown = true
                    }
                    let hasHappened = !driver.isArmed
                    let operations = driver.calls.map(\.operation)
                    let text: Comment = "\(change), call \(call) of \(operations)"
                    driver.arm(nil)
                    // The removal of expired links skips a file that cannot be read.
                    #expect(hasThrown == hasHappened || change == .create, text)
                    let other = try OneTimeLinks(in: PrivateDirectory(path))
                    #expect(try other.subject(of: eve, for: purpose, at: now) == "eve", text)
                    let subject = try other.subject(of: ada, for: purpose, at: now)
                    #expect(subject == nil || subject == "ada", text)
                    switch change {
                    case .create:
                        #expect(hasThrown == (result == nil), text)
                        #expect(subject == "ada", text)
                        if let result { #expect(try other.consume(result, for: purpose, at: now) == "grace", text) }
                    case .consume, .removeAll:
                        if !hasThrown {
                            #expect(subject == nil, text)
                            // A used link does not come back after a power failure.
                            #expect(operations.contains("fsync"), text)
                        }
                        #expect(result == (hasThrown || change == .removeAll ? nil : "ada"), text)
                    }
                    // Links can still be used up and created.
                    #expect(try other.consume(ada, for: purpose, at: now) == subject, text)
                    #expect(try other.consume(ada, for: purpose, at: now) == nil, text)
                    let next = try other.create(for: "next", purpose: purpose, expires: expires, at: now)
                    #expect(try other.consume(next, for: purpose, at: now) == "next", text)
                    guard hasHappened else {
                        #expect(call > 3)
                        return
                    }
                    call += 1
                }
            }
        }

        /// Two processes have read the link.
        @Test
        func linkThatAnotherProcessConsumesFirstIsUsedUp() async throws {
            let (purpose, now) = (Purpose("reset"), Timestamp(secondsSince1970: 1_800_000_000))
            try await onDrivenThread { driver in
                let home = try TemporaryDirectory()
                let links = try OneTimeLinks(in: PrivateDirectory(home.path("site")))
                let other = try OneTimeLinks(in: PrivateDirectory(home.path("site")))
                let link = try links.create(for: "ada", purpose: purpose, expires: now + .seconds(60), at: now)
                let subject = Mutex<String?>(nil)
                driver.arm(
                    .init(call: 1, number: EIO) { operation, _ in
                        guard operation.hasPrefix("unlinkat") else { return false }
                        // Calls of another thread do not pass through the driver.
                        let done = DispatchSemaphore(value: 0)
                        Foundation.Thread.detachNewThread {
                            subject.withLock { $0 = try? other.consume(link, for: purpose, at: now) }
                            done.signal()
                        }
                        done.wait()
                        return false
                    })
                #expect(try links.consume(link, for: purpose, at: now) == nil)
                driver.arm(nil)
                #expect(subject.withLock { $0 } == "ada")
            }
        }

        @Test(arguments: [LinkChange.create, .consume])
        func killedProcessLeavesEachLinkOldOrNew(_ change: LinkChange) async throws {
            let (purpose, now) = (Purpose("reset"), Timestamp(secondsSince1970: 1_800_000_000))
            var call = 1
            while true {
                let home = try TemporaryDirectory()
                let links = try OneTimeLinks(in: PrivateDirectory(home.path("site")))
                let link = try links.create(for: "ada", purpose: purpose, expires: now + .seconds(60), at: now)
                let program = try Program(
                    Products.program("SecurityProbe"),
                    ["links", home.path("site"), "\(call)", "\(change)", link, "\(now.secondsSince1970)"])
                let (status, output, errors) = program.end()
                let isDone = !output.isEmpty
                #expect(status == (isDone ? 0 : -9), "\(errors)")
                let other = try OneTimeLinks(in: PrivateDirectory(home.path("site")))
                let subject = try other.consume(link, for: purpose, at: now)
                #expect(subject == nil && change == .consume || subject == "ada" && !(isDone && change == .consume))
                #expect(try other.consume(link, for: purpose, at: now) == nil)
                if isDone {
                    let text = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines)
                    let new = change == .create ? try other.consume(text, for: purpose, at: now) : text
                    #expect(new == (change == .create ? "grace" : "ada"))
                    break
                }
                call += 1
            }
            #expect(call > 3)
        }
    }
#endif
