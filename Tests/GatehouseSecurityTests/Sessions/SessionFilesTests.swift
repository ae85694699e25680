#if Security
    import Foundation
    import Gatehouse
    import Synchronization
    import TestSupport
    import Testing

    @testable import FastCGI
    @testable import GatehouseSecurity

    /// The session files of a test.
    final class SessionPlace: Sendable {
        let home: TemporaryDirectory
        let directory: PrivateDirectory

        init() throws {
            home = try TemporaryDirectory()
            directory = try PrivateDirectory(home.path("private"))
        }

        /// The files of sessions, or their markers, without locks.
        func files(_ name: String) throws -> [String] {
            var files: [String] = []
            let path = home.path("private/" + name)
            for shard in try FileManager.default.contentsOfDirectory(atPath: path) {
                for file in (try? FileManager.default.contentsOfDirectory(atPath: path + "/" + shard)) ?? [shard]
                where file != "lock" {
                    files.append("\(shard)/\(file)")
                }
            }
            return files.sorted()
        }

        /// Overwrites the file of a session.
        func damage(_ id: SessionID, with bytes: [UInt8]) throws {
            try Data(bytes).write(to: home.url.appendingPathComponent("private/sessions/\(id.path)"))
        }
    }

    extension Session {
        /// A session for tests of a store.
        static func sample(
            _ number: Int, user: String = "u1", signIn: Int? = nil, lastUsed: Int64 = 1000, data: [UInt8] = []
        ) -> Session {
            Session(
                id: SessionID(hashing: Array("\(number)".utf8)),
                signIn: SessionID(hashing: Array("\(signIn ?? number)".utf8)), userID: user,
                created: Timestamp(secondsSince1970: 900), lastUsed: Timestamp(secondsSince1970: lastUsed),
                passwordAt: nil, secondFactorAt: nil, generation: 0, userAgent: "", address: nil, data: data)
        }
    }

    /// The session that was stored last.
    private final class Latest: Sendable {
        let session: Mutex<Session>

        init(_ session: Session) {
            self.session = Mutex(session)
        }
    }

    @Suite("Session files", .timeLimit(.minutes(5)))
    struct SessionFilesTests {
        @Test("The end of all sessions leaves no session of any user")
        func allSessionsEnd() async throws {
            let place = try SessionPlace()
            let store = try SessionFiles(in: place.directory)
            let sessions = (0..<40).map { Session.sample($0, user: "u\($0 % 20)") }
            for session in sessions { try await store.insert(session) }
            try await store.removeAll()
            for session in sessions { #expect(try await store.find(session.id) == nil) }
            #expect(try place.files("session-users").isEmpty)
            // A late change of a request in flight restores nothing.
            #expect(try await store.touch(sessions[0].id, at: Timestamp(secondsSince1970: 1500)) == false)
            #expect(try await store.replace(sessions[0], with: .sample(0, user: "u0", data: [1])) == false)
        }

        @Test("A stored session is found by every process, touched, replaced and removed")
        func sessionIsStored() async throws {
            let place = try SessionPlace()
            let store = try SessionFiles(in: place.directory)
            let other = try SessionFiles(in: try PrivateDirectory(place.home.path("private")))
            let session = Session.sample(1)
            try await store.insert(session)
            #expect(try await other.find(session.id) == session)
            #expect(try await other.touch(session.id, at: Timestamp(secondsSince1970: 1500)))
            #expect(try await store.find(session.id)?.lastUsed.secondsSince1970 == 1500)
            let changed = Session.sample(1, lastUsed: 1600, data: [1, 2])
            #expect(try await other.replace(session, with: changed))
            #expect(try await store.find(session.id) == changed)
            try await other.remove(.all, of: "u1")
            #expect(try await store.find(session.id) == nil)
            #expect(try place.files("sessions").filter { $0.contains("/") && !$0.hasSuffix("/") }.isEmpty)
            #expect(try place.files("session-users").isEmpty)
        }

        @Test("A removed session comes back neither by a touch nor by a replacement")
        func removedSessionStaysRemoved() async throws {
            let place = try SessionPlace()
            let store = try SessionFiles(in: place.directory)
            let session = Session.sample(1)
            try await store.insert(session)
            try await store.remove(.only(session.signIn), of: "u1")
            #expect(try await !store.touch(session.id, at: Timestamp(secondsSince1970: 1500)))
            #expect(try await !store.replace(session, with: Session.sample(1, data: [1])))
            #expect(try await !store.replace(session, with: Session.sample(2, signIn: 1)))
            #expect(try place.files("sessions").isEmpty)
            #expect(try place.files("session-users").isEmpty)
        }

        @Test("A session that has changed is not replaced")
        func changedSessionIsNotReplaced() async throws {
            let place = try SessionPlace()
            let store = try SessionFiles(in: place.directory)
            let session = Session.sample(1)
            try await store.insert(session)
            #expect(try await store.replace(session, with: Session.sample(1, data: [1])))
            #expect(try await !store.replace(session, with: Session.sample(1, data: [2])))
            #expect(try await !store.replace(session, with: Session.sample(2, signIn: 1)))
            #expect(try await store.find(session.id)?.data == [1])
            await #expect(throws: SessionError.self) {
                try await store.replace(session, with: Session.sample(1, user: "u2"))
            }
        }

        @Test("A replacement with a new identifier removes the old one, and the end finds the new one")
        func newIdentifierReplacesOld() async throws {
            let place = try SessionPlace()
            let store = try SessionFiles(in: place.directory)
            let old = Session.sample(1)
            let new = Session.sample(2, signIn: 1)
            try await store.insert(old)
            #expect(try await store.replace(old, with: new))
            #expect(try await store.find(old.id) == nil)
            #expect(try await store.find(new.id) == new)
            #expect(try place.files("session-users").count == 1)
            try await store.remove(.only(old.signIn), of: "u1")
            #expect(try await store.find(new.id) == nil)
        }

        @Test("Only the selected sessions of the user are removed")
        func selectionIsRemoved() async throws {
            let place = try SessionPlace()
            let store = try SessionFiles(in: place.directory)
            let sessions = (0..<4).map { Session.sample($0, user: $0 == 3 ? "u2" : "u1") }
            for session in sessions { try await store.insert(session) }
            func numbers(_ user: String) async throws -> Set<SessionID> {
                Set(try await store.sessions(of: user).map(\.id))
            }
            #expect(try await numbers("u1") == Set(sessions[..<3].map(\.id)))
            try await store.remove(.only(sessions[0].signIn), of: "u1")
            try await store.remove(.only(sessions[3].signIn), of: "u1")
            #expect(try await numbers("u1") == Set(sessions[1..<3].map(\.id)))
            try await store.remove(.allExcept(sessions[1].signIn), of: "u1")
            #expect(try await numbers("u1") == [sessions[1].id])
            try await store.remove(.all, of: "u1")
            #expect(try await numbers("u1").isEmpty)
            #expect(try await numbers("u2") == [sessions[3].id])
        }

        @Test("A damaged file is an error that the sessions treat as absent, and it can be ended")
        func damagedFileIsAbsent() async throws {
            let place = try SessionPlace()
            let store = try SessionFiles(in: place.directory)
            for (number, bytes) in ([[], [0], Array(repeating: 0, count: 10_000), [1, 2, 3]] as [[UInt8]]).enumerated()
            {
                let session = Session.sample(number)
                try await store.insert(session)
                try place.damage(session.id, with: bytes)
                await #expect(throws: SessionError.self) { try await store.find(session.id) }
                #expect(try await store.sessions(of: "u1").isEmpty)
                try await store.remove(.only(session.signIn), of: "u1")
                #expect(try await store.find(session.id) == nil)
            }
        }

        @Test("Unused sessions are removed step by step, and a last use in the future is corrected")
        func unusedSessionsAreRemoved() async throws {
            let place = try SessionPlace()
            let store = try SessionFiles(in: place.directory)
            for number in 0..<300 {
                try await store.insert(
                    Session.sample(number, user: "u\(number)", lastUsed: [1000, 5000, 9000][number % 3]))
            }
            for directory in UserPlace.directories {
                try store.removeUnused(
                    in: directory, since: Timestamp(secondsSince1970: 2000), now: Timestamp(secondsSince1970: 6000))
            }
            #expect(try place.files("sessions").count == 200)
            #expect(try place.files("session-users").count == 200)
            #expect(try await store.find(Session.sample(0).id) == nil)
            #expect(try await store.find(Session.sample(1).id)?.lastUsed.secondsSince1970 == 5000)
            #expect(try await store.find(Session.sample(2).id)?.lastUsed.secondsSince1970 == 6000)
            // The public function examines one directory.
            try await store.removeUnused(
                since: Timestamp(secondsSince1970: 7000), now: Timestamp(secondsSince1970: 7000))
            #expect(try place.files("sessions").count > 150)
        }

        @Test("A sweep examines 64 sessions, begins anywhere, and removes what killed processes left")
        func sweepIsBounded() async throws {
            let place = try SessionPlace()
            let store = try SessionFiles(in: place.directory)
            for number in 0..<200 {
                try await store.insert(Session.sample(number, lastUsed: number < 100 ? 1000 : 5000))
            }
            let directory = String(SessionID(hashing: Array("u1".utf8)).text.prefix(2))
            var left: [Int] = []
            for round in 0..<200 {
                try store.removeUnused(
                    in: directory, since: Timestamp(secondsSince1970: round == 0 ? 6000 : 1001),
                    now: Timestamp(secondsSince1970: 6000))
                left.append(try place.files("sessions").count)
            }
            #expect(left.first == 136)
            let sessions = try await store.sessions(of: "u1")
            #expect(sessions.count == left.last)
            // A session that was last used at the moment itself remains.
            #expect(sessions.allSatisfy { $0.lastUsed.secondsSince1970 == 5000 })
            try store.removeUnused(
                in: directory, since: Timestamp(secondsSince1970: 5000), now: Timestamp(secondsSince1970: 6000))
            #expect(try place.files("sessions").count == left.last)
            let leftover = place.home.path("private/sessions/.new-abc")
            #expect(FileManager.default.createFile(atPath: leftover, contents: nil))
            let now = Int64(Date.now.timeIntervalSince1970)
            for (moment, isLeft) in [(now + 3500, true), (now + 3700, false)] {
                try await store.removeUnused(
                    since: Timestamp(secondsSince1970: 0), now: Timestamp(secondsSince1970: moment))
                #expect(FileManager.default.fileExists(atPath: leftover) == isLeft)
            }
        }

        @Test("A lock of another process makes the store wait, and is not waited for in a sweep")
        func lockIsRespected() async throws {
            let place = try SessionPlace()
            let store = try SessionFiles(in: place.directory)
            let session = Session.sample(1)
            try await store.insert(session)
            let hash = SessionID(hashing: Array("u1".utf8)).text
            let markers = try place.directory.directory("session-users").directory(String(hash.prefix(2)))
            let lock = try markers.lock("lock")
            let removal = Task { try await store.remove(.all, of: "u1") }
            try store.removeUnused(
                in: String(hash.prefix(2)), since: Timestamp(secondsSince1970: 2000),
                now: Timestamp(secondsSince1970: 6000))
            #expect(try await store.find(session.id) != nil)
            _ = consume lock
            try await removal.value
            #expect(try await store.find(session.id) == nil)
        }

        /// Renewals, replacements and the end of all sessions in parallel, from two "processes".
        @Test("After the end of all sessions, no parallel renewal leaves one")
        func parallelRenewalsLeaveNothing() async throws {
            let place = try SessionPlace()
            for round in 0..<20 {
                let stores = [
                    try SessionFiles(in: place.directory),
                    try SessionFiles(in: try PrivateDirectory(place.home.path("private"))),
                ]
                let first = Session.sample(round * 1000)
                try await stores[0].insert(first)
                let current = Latest(first)
                await withTaskGroup(of: Void.self) { group in
                    for number in 1...20 {
                        group.addTask {
                            let old = current.session.withLock { $0 }
                            let new = Session.sample(round * 1000 + number, signIn: round * 1000)
                            if (try? await stores[number % 2].replace(old, with: new)) == true {
                                current.session.withLock { $0 = new }
                            }
                        }
                        if number == 10 {
                            group.addTask { try? await stores[0].remove(.only(first.signIn), of: "u1") }
                        }
                    }
                }
                #expect(try await stores[1].sessions(of: "u1").isEmpty)
                #expect(try place.files("sessions").isEmpty)
            }
        }
    }

    #if DEBUG
        @Suite("Session files when system calls fail or the process dies", .timeLimit(.minutes(5)))
        struct SessionFilesFaultTests {
            enum Change: String, CaseIterable, Sendable {
                case insert, replace, renew, removeOne, removeAll, touch, removeUnused
            }

            private static func make(_ change: Change, in store: SessionFiles) async throws {
                switch change {
                case .insert: try await store.insert(.sample(9))
                case .replace: _ = try await store.replace(.sample(1), with: .sample(1, data: [7]))
                case .renew: _ = try await store.replace(.sample(1), with: .sample(9, signIn: 1))
                case .removeOne: try await store.remove(.only(Session.sample(1).signIn), of: "u1")
                case .removeAll: try await store.remove(.all, of: "u1")
                case .touch: _ = try await store.touch(Session.sample(1).id, at: Timestamp(secondsSince1970: 1500))
                case .removeUnused:
                    try await store.removeUnused(
                        since: Timestamp(secondsSince1970: 500), now: Timestamp(secondsSince1970: 1500))
                }
            }

            @Test(
                "After a failure or a death at any system call, all sessions can be read, listed and ended",
                arguments: Change.allCases, [false, true])
            func faultLeavesStoreReadable(_ change: Change, isDeath: Bool) async throws {
                try await onDrivenThread { driver in
                    var call = 1
                    while true {
                        let place = try SessionPlace()
                        let store = try SessionFiles(in: place.directory)
                        try await store.insert(.sample(1))
                        try await store.insert(.sample(2))
                        driver.arm(.init(call: call, number: EIO, lasts: isDeath))
                        var hasThrown = false
                        do { try await Self.make(change, in: store) } catch { hasThrown = true }
                        let hasHappened = !driver.isArmed
                        let operations = driver.calls.map(\.operation)
                        let text: Comment = "\(change), call \(call) of \(operations)"
                        driver.arm(nil)
                        #expect(hasThrown == hasHappened, text)
                        // Another process looks at the files.
                        let other = try SessionFiles(in: try PrivateDirectory(place.home.path("private")))
                        var found: [Int] = []
                        for number in [1, 2, 9] {
                            guard let session = try await other.find(Session.sample(number).id) else { continue }
                            #expect(session.userID == "u1", text)
                            found.append(number)
                        }
                        // The old session is there until the new one is.
                        if [.replace, .renew, .touch].contains(change) {
                            #expect(found.contains(1) || found.contains(9), text)
                        }
                        // After a failure, no session remains whose secret nobody has beside the old one.
                        if !isDeath, hasThrown, [.insert, .renew].contains(change) {
                            #expect(!found.contains(9) || change == .renew && !found.contains(1), text)
                        }
                        if [.removeOne, .removeAll].contains(change), !hasThrown {
                            #expect(operations.contains("fsync"), text)
                        }
                        if change != .removeAll {
                            #expect(try await other.find(Session.sample(2).id) == .sample(2), text)
                        }
                        // Every session has a marker, so the end of all sessions finds it.
                        try await other.remove(.all, of: "u1")
                        #expect(try place.files("sessions").filter { !$0.contains(".new-") }.isEmpty, text)
                        #expect(try place.files("session-users").isEmpty, text)
                        guard hasHappened else {
                            #expect(call > 1)
                            return
                        }
                        call += 1
                    }
                }
            }
        }
    #endif
#endif
