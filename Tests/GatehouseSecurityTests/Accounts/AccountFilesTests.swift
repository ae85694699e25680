#if Security
    import Foundation
    import TestSupport
    import Testing

    @testable import GatehouseSecurity

    /// The people of an application in files.
    @Suite
    final class AccountFilesTests {
        let directory: TemporaryDirectory
        let people: AccountFiles
        let other: AccountFiles

        init() throws {
            directory = try TemporaryDirectory()
            people = try AccountFiles(in: PrivateDirectory(directory.path("site")))
            other = try AccountFiles(in: PrivateDirectory(directory.path("site")))
        }

        @Test
        func personIsFoundInEveryProcess() async throws {
            let address = try #require(MailAddress("ada@example.com"))
            let ada = try await people.add("Ada", mailAddress: address, roles: ["editor"])
            #expect(try await other.user(id: ada.id) == ada)
            #expect(try await other.user(named: "ada") == ada)
            #expect(try await other.user(named: "ADA") == ada)
            #expect(try await other.all() == [ada])
            #expect(ada.signInName == "Ada")
            #expect(ada.mailAddress == address)
            #expect(try await people.remove(ada.id))
            #expect(try await other.user(id: ada.id) == nil)
            #expect(try await other.user(named: "ada") == nil)
            #expect(try await people.remove(ada.id) == false)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path("site/account-names")).isEmpty)
            // The name is free again, and the new person is another one.
            let again = try await other.add("ada")
            #expect(again.id != ada.id)
        }

        /// Names that differ only in case or in their Unicode form are one name.
        @Test(arguments: [("ada", "ADA"), ("é", "e\u{301}"), ("Ünal", "ünal")])
        func nameIsTaken(first: String, second: String) async throws {
            try await people.add(first)
            await #expect(throws: StoreError.self) { try await other.add(second) }
            #expect(try await people.all().count == 1)
        }

        @Test(arguments: ["", String(repeating: "a", count: 257)])
        func nameHasALength(name: String) async throws {
            await #expect(throws: StoreError.self) { try await people.add(name) }
            #expect(try await people.user(named: name) == nil)
        }

        @Test(arguments: ["", "..", "../accounts", "/", "\0", String(repeating: "é", count: 40_000), ".lock"])
        func hostileTextFindsNobody(text: String) async throws {
            try await people.add("ada")
            #expect(try await people.user(named: text) == nil)
            #expect(try await people.user(id: text) == nil)
        }

        @Test
        func credentialsAreReplacedOnceByManyRequests() async throws {
            let ada = try await people.add("ada")
            let changed = (0..<20).map { _ in ada.credentials.signingOutEverywhere() }
            let replaced = try await withThrowingTaskGroup(of: Int.self) { group in
                for (index, new) in changed.enumerated() {
                    let store = index % 2 == 0 ? people : other
                    group.addTask {
                        try await store.replaceCredentials(of: ada.id, from: ada.credentials, to: new) ? 1 : 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(replaced == 1)
            #expect(try await other.user(id: ada.id)?.credentials.generation == 2)
            #expect(
                try await other.replaceCredentials(of: "nobody", from: ada.credentials, to: ada.credentials) == false)
        }

        /// A process that was killed while it added a person leaves the name free.
        @Test
        func nameWithoutPersonIsFree() async throws {
            let ada = try await people.add("ada")
            let files = try FileManager.default.contentsOfDirectory(atPath: directory.path("site/accounts"))
            for file in files where !file.hasPrefix(".") {
                try FileManager.default.removeItem(atPath: directory.path("site/accounts/\(file)"))
            }
            #expect(try await people.user(named: "ada") == nil)
            let again = try await other.add("ADA")
            #expect(again.id != ada.id)
            #expect(try await people.user(named: "ada") == again)
        }

        @Test
        func damagedFileIsNobody() async throws {
            let ada = try await people.add("ada")
            let files = try FileManager.default.contentsOfDirectory(atPath: directory.path("site/accounts"))
            let file = try #require(files.first { !$0.hasPrefix(".") })
            let path = directory.path("site/accounts/\(file)")
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            for length in stride(from: 0, to: whole.count, by: 7) {
                try whole.prefix(length).write(to: URL(fileURLWithPath: path))
                #expect(try await people.user(id: ada.id) == nil)
                #expect(try await people.user(named: "ada") == nil)
            }
        }
    }
#endif
