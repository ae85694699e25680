#if Security
    import Foundation
    import GatehouseSecurity
    import GatehouseTesting
    import Synchronization
    import Testing

    /// Another request changes the credentials after this one has read them.
    @Suite
    struct LostRaceTests {
        /// A response that arrives inside another request.
        final class Inner: Sendable {
            private let response = Mutex<TestResponse?>(nil)
            var status: HTTPResponse.Status? { response.withLock { $0?.status } }
            func set(_ new: TestResponse) { response.withLock { $0 = new } }
        }

        enum Code: CaseIterable, Sendable { case app, recovery }

        @Test(arguments: Code.allCases)
        func codeThatAnotherRequestHasUsedIsRefused(_ kind: Code) async throws {
            let site = try Site()
            try await site.add("ada")
            let owner = Browser(site)
            _ = try await owner.signIn("ada")
            let (key, codes) = try await SecondFactorPageTests.enrol(owner)
            let (first, second) = (Browser(site, address: "198.51.100.1"), Browser(site, address: "198.51.100.2"))
            for browser in [first, second] { _ = try await browser.signIn("ada") }
            // As late as possible: a code is valid for a minute, and all tests run at the same time.
            let code = kind == .app ? try SecondFactorPageTests.code(key, steps: 1) : codes[0]
            let inner = Inner()
            site.accounts.users.beforeReplacement {
                inner.set(try await first.submit("/sign-in/code", [("code", code)]))
            }
            let outer = try await second.submit("/sign-in/code", [("code", code)])
            #expect(inner.status == .seeOther)
            #expect(try await first.get("/safe").status == .ok)
            #expect(outer.status.code == 422)
            #expect(second.cookies["__Host-session"] == nil)
            #expect(site.events.kinds.count { $0 == .recoveryCodeUsed } == (kind == .app ? 0 : 1))
        }

        @Test
        func changeOfThePasswordThatComesSecondIsAConflict() async throws {
            let site = try Site()
            try await site.add("ada")
            let (first, second) = (Browser(site, address: "198.51.100.1"), Browser(site, address: "198.51.100.2"))
            for browser in [first, second] { _ = try await browser.signIn("ada") }
            let inner = Inner()
            site.accounts.users.beforeReplacement {
                inner.set(
                    try await first.submit("/account/password", [("old", "correct horse"), ("new", "battery staple")]))
            }
            let outer = try await second.submit(
                "/account/password", [("old", "correct horse"), ("new", "another password")])
            #expect(inner.status == .ok)
            #expect(outer.status == .conflict)
            #expect(try await first.get("/desk").status == .ok)
            #expect(try await second.get("/desk").status == .seeOther)
            #expect(try await Browser(site).signIn("ada", "battery staple").status == .seeOther)
            #expect(try await Browser(site).signIn("ada", "another password").status.code == 422)
            #expect(site.events.kinds.count { $0 == .passwordChanged } == 1)
        }

        @Test
        func linkLosesAgainstAChangeOfThePassword() async throws {
            let site = try Site()
            let ada = try await site.add("ada")
            let owner = Browser(site)
            _ = try await owner.signIn("ada")
            _ = try await Browser(site).submit("/forgotten", [("name", "ada")])
            let mail = try #require(site.mails.all.first)
            let link = try #require(mail.text.firstMatch(of: /https:\/\/tea\.example(\S+)/)).1
            let browser = Browser(site, address: "198.51.100.1")
            _ = try await browser.get(String(link))
            let inner = Inner()
            site.accounts.users.beforeReplacement {
                inner.set(
                    try await owner.submit("/account/password", [("old", "correct horse"), ("new", "battery staple")]))
            }
            let outer = try await browser.submit("/new-password", [("password", "another password")])
            #expect(inner.status == .ok)
            #expect(outer.status == .notFound)
            #expect(try await owner.get("/desk").status == .ok)
            #expect(try await Browser(site).signIn("ada", "another password").status.code == 422)
            #expect(try await site.people.user(id: ada.id)?.credentials.generation == 2)
            #expect(!site.events.kinds.contains(.linkUsed))
        }
    }
#endif
