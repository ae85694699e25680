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
