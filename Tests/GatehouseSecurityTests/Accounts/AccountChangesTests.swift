#if Security
    import Foundation
    import GatehouseTesting
    import TestSupport
    import Testing

    @testable import GatehouseSecurity

    /// Changes of people in files.
    @Suite
    final class AccountChangesTests {
        let directory: TemporaryDirectory
        let people: AccountFiles

        init() throws {
            directory = try TemporaryDirectory()
            people = try AccountFiles(in: PrivateDirectory(directory.path("site")))
        }

        @Test
        func nameAddressAndRolesAreReplaced() async throws {
            let ada = try await people.add("ada")
            var changed = ada
            changed.signInName = "Countess"
            changed.mailAddress = MailAddress("ada@example.com")
            changed.roles = ["editor"]
            #expect(try await people.replace(ada, with: changed))
            #expect(try await people.user(id: ada.id) == changed)
            #expect(try await people.user(named: "countess") == changed)
            #expect(try await people.user(named: "ada") == nil)
            let names = try FileManager.default.contentsOfDirectory(atPath: directory.path("site/account-names"))
            #expect(names.count == 1)
            // The old name is free.
            let second = try await people.add("ada")
            #expect(second.id != ada.id)
            #expect(try await people.user(named: "countess")?.id == ada.id)
        }

        @Test
        func spellingOfANameIsReplaced() async throws {
            let ada = try await people.add("ada")
            var changed = ada
            changed.signInName = "Ada"
            #expect(try await people.replace(ada, with: changed))
            #expect(try await people.user(named: "ADA") == changed)
        }

        @Test
        func takenAndInvalidNamesAreRefused() async throws {
            let ada = try await people.add("ada")
            try await people.add("grace")
            for (name, kind) in [
                ("GRACE", StoreError.Kind.nameTaken), ("", .invalidName),
                (String(repeating: "a", count: 257), .invalidName),
            ] {
                var changed = ada
                changed.signInName = name
                let error = await #expect(throws: StoreError.self) { try await people.replace(ada, with: changed) }
                #expect(error?.kind == kind)
                let added = await #expect(throws: StoreError.self) { try await people.add(name) }
                #expect(added?.kind == kind)
            }
            #expect(try await people.user(id: ada.id) == ada)
        }

        /// Another request has changed or removed the person meanwhile.
        @Test
        func staleChangeReplacesNothing() async throws {
            let ada = try await people.add("ada", roles: ["editor"])
            var first = ada
            first.roles = []
            #expect(try await people.replace(ada, with: first))
            var second = ada
            second.roles = ["editor", "treasurer"]
            #expect(try await people.replace(ada, with: second) == false)
            #expect(try await people.user(id: ada.id)?.roles == [])
            #expect(
                try await people.replaceCredentials(
                    of: ada.id, from: ada.credentials, to: ada.credentials.signingOutEverywhere()))
            #expect(try await people.replace(first, with: ada) == false)
            #expect(try await people.remove(ada.id))
            #expect(try await people.replace(first, with: ada) == false)
            #expect(try await people.all().isEmpty)
        }

        @Test
        func personCannotBecomeAnotherPerson() async throws {
            let ada = try await people.add("ada")
            let grace = try await people.add("grace", roles: ["admin"])
            var changed = grace
            changed.signInName = "ada"
            #expect(try await people.replace(ada, with: changed) == false)
            #expect(try await people.user(id: ada.id) == ada)
            #expect(try await people.user(id: grace.id) == grace)
        }

        /// A process that was killed while it changed a person.
        @Test
        func leftoversAreRemoved() async throws {
            let leftover = directory.path("site/accounts/.new-abc")
            #expect(FileManager.default.createFile(atPath: leftover, contents: Data("credentials".utf8)))
            try await people.add("ada")
            #expect(FileManager.default.fileExists(atPath: leftover))
            let later = try AccountFiles(in: PrivateDirectory(directory.path("site"))) { .now + .seconds(3700) }
            try await later.add("grace")
            #expect(!FileManager.default.fileExists(atPath: leftover))
            #expect(try await later.all().count == 2)
        }

        /// A directory that cannot be read is a 503 with a time, and nobody gets in.
        @Test
        func unreadableStoreIs503() async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            #expect(try await browser.get("/desk").status == .ok)
            let files = FileManager.default
            for name in try files.contentsOfDirectory(atPath: site.directory + "/accounts") where name != ".lock" {
                try files.removeItem(atPath: site.directory + "/accounts/" + name)
                try files.createDirectory(
                    atPath: site.directory + "/accounts/" + name, withIntermediateDirectories: false)
            }
            for response in [try await browser.get("/desk"), try await Browser(site).signIn("ada")] {
                #expect(response.status == .serviceUnavailable)
                #expect(response.headers[.retryAfter] != nil)
                #expect(!response.text.contains(site.directory))
            }
        }
    }
#endif
