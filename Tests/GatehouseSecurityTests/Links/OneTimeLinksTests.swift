#if Security
    import Foundation
    import GatehouseSecurity
    import Synchronization
    import TestSupport
    import Testing

    /// Links that work once.
    @Suite
    final class OneTimeLinksTests {
        let now = Timestamp(secondsSince1970: 1_800_000_000)
        let directory: TemporaryDirectory
        let site: PrivateDirectory

        init() throws {
            directory = try TemporaryDirectory()
            site = try PrivateDirectory(directory.path("site"))
        }

        @Test
        func linkWorksOnceInAllProcesses() throws {
            let one = try OneTimeLinks(in: site)
            let other = try OneTimeLinks(in: try PrivateDirectory(directory.path("site")))
            let link = try one.create(for: "ada", purpose: Purpose("reset"), expires: now + .seconds(60), at: now)
            #expect(link.utf8.count == 22)
            // Looking at it uses nothing up.
            for _ in 0..<3 { #expect(try other.subject(of: link, for: Purpose("reset"), at: now) == "ada") }
            #expect(try other.consume(link, for: Purpose("reset"), at: now) == "ada")
            #expect(try one.consume(link, for: Purpose("reset"), at: now) == nil)
            #expect(try one.subject(of: link, for: Purpose("reset"), at: now) == nil)
        }

        @Test
        func linkWorksForItsPurposeUntilItExpires() throws {
            let links = try OneTimeLinks(in: site)
            let link = try links.create(for: "ada", purpose: Purpose("reset"), expires: now + .seconds(60), at: now)
            #expect(try links.subject(of: link, for: Purpose("invitation"), at: now) == nil)
            #expect(try links.consume(link, for: Purpose("invitation"), at: now) == nil)
            #expect(try links.consume(link, for: Purpose("reset"), at: now + .seconds(60)) == nil)
            #expect(try links.consume(link, for: Purpose("reset"), at: now + .seconds(59)) == "ada")
        }

        @Test
        func hostileTextIsNoLink() throws {
            let links = try OneTimeLinks(in: site)
            let link = try links.create(for: "ada", purpose: Purpose("reset"), expires: now + .seconds(60), at: now)
            var hostile = [
                "", ".", "..", "/", link + "A", link + "=", " " + link, String(link.dropLast()), link + "/../x",
            ]
            hostile += [
                String(repeating: "A", count: 22), String(repeating: "é", count: 11), "\0",
                String(repeating: "A", count: 65_536),
            ]
            for (index, byte) in link.utf8.enumerated() {
                for bit in 0..<8 {
                    var changed = Array(link.utf8)
                    changed[index] = byte ^ 1 << bit
                    hostile.append(String(decoding: changed, as: UTF8.self))
                }
            }
            for text in hostile {
                #expect(try links.subject(of: text, for: Purpose("reset"), at: now) == nil)
                #expect(try links.consume(text, for: Purpose("reset"), at: now) == nil)
            }
            #expect(try links.consume(link, for: Purpose("reset"), at: now) == "ada")
        }

        /// The directory contains neither the secret nor a name that leads to it.
        @Test
        func directoryHasOnlyHashes() throws {
            let links = try OneTimeLinks(in: site)
            let link = try links.create(for: "ada", purpose: Purpose("reset"), expires: now + .seconds(60), at: now)
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.path("site/links"))
            #expect(names.count == 1)
            for name in names {
                let content = try Data(contentsOf: URL(fileURLWithPath: directory.path("site/links/\(name)")))
                #expect(!name.contains(link))
                #expect(content.range(of: Data(link.utf8)) == nil)
                let mode = try FileManager.default.attributesOfItem(atPath: directory.path("site/links/\(name)"))
                #expect(mode[.posixPermissions] as? Int == 0o600)
            }
        }

        @Test
        func expiredLinksAreRemoved() throws {
            let links = try OneTimeLinks(in: site)
            for index in 0..<10 {
                _ = try links.create(
                    for: "\(index)", purpose: Purpose("reset"), expires: now + .seconds(60), at: now)
            }
            _ = try links.create(
                for: "x", purpose: Purpose("reset"), expires: now + .seconds(200), at: now + .seconds(100))
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.path("site/links"))
            #expect(names.count == 1)
        }

        @Test
        func linksAreLimited() throws {
            let links = try OneTimeLinks(in: site)
            // Links of the far future. The hash of the purpose is of no account.
            let content = Data([0, 0, 0, 0x7F, 0, 0, 0, 0] + Array(repeating: UInt8(0), count: 32))
            for number in 1..<OneTimeLinks.limit {
                try content.write(to: URL(fileURLWithPath: directory.path("site/links/\(number)")))
            }
            let link = try links.create(for: "ada", purpose: Purpose("reset"), expires: now + .seconds(60), at: now)
            let error = #expect(throws: StoreError.self) {
                try links.create(for: "eve", purpose: Purpose("reset"), expires: now + .seconds(60), at: now)
            }
            #expect(error?.description.contains("10000 links are outstanding") == true)
            #expect(try links.consume(link, for: Purpose("reset"), at: now) == "ada")
            _ = try links.create(for: "eve", purpose: Purpose("reset"), expires: now + .seconds(60), at: now)
        }

        @Test
        func linksOfASubjectCanBeInvalidated() throws {
            let links = try OneTimeLinks(in: site)
            let one = try links.create(for: "ada", purpose: Purpose("reset"), expires: now + .seconds(60), at: now)
            let other = try links.create(for: "ada", purpose: Purpose("verify"), expires: now + .seconds(60), at: now)
            let grace = try links.create(for: "grace", purpose: Purpose("reset"), expires: now + .seconds(60), at: now)
            try links.removeAll(for: "ada", purpose: Purpose("reset"))
            #expect(try links.subject(of: one, for: Purpose("reset"), at: now) == nil)
            #expect(try links.subject(of: other, for: Purpose("verify"), at: now) == "ada")
            #expect(try links.subject(of: grace, for: Purpose("reset"), at: now) == "grace")
        }

        @Test
        func oneOfManyRequestsConsumesALink() async throws {
            let links = try OneTimeLinks(in: site)
            for _ in 0..<50 {
                let link = try links.create(for: "ada", purpose: Purpose("reset"), expires: now + .seconds(60), at: now)
                let count = await withTaskGroup(of: Int.self) { group in
                    for _ in 0..<8 {
                        group.addTask { [now] in
                            (try? links.consume(link, for: Purpose("reset"), at: now)) == "ada" ? 1 : 0
                        }
                    }
                    return await group.reduce(0, +)
                }
                #expect(count == 1)
            }
        }
    }
#endif
