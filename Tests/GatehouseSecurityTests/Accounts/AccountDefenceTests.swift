#if Security
    import Foundation
    import GatehouseTesting
    import Testing

    @testable import GatehouseSecurity

    /// Defences that the usual way through the pages does not reach.
    @Suite
    struct AccountDefenceTests {
        /// The generation makes the sessions invalid, too; then they would still be listed.
        @Test
        func newPasswordRemovesTheSessionsFromTheStore() async throws {
            let table = SessionTable()
            let site = try Site(sessionStore: table)
            let ada = try await site.add("ada")
            let (browser, other) = (Browser(site), Browser(site, address: "198.51.100.1"))
            for browser in [browser, other] { _ = try await browser.signIn("ada") }
            _ = try await browser.submit("/account/password", [("old", "correct horse"), ("new", "battery staple")])
            #expect(try await table.sessions(of: ada.id).count == 1)
            let user = try #require(try await site.people.user(id: ada.id))
            let link = try site.accounts.newPasswordLink(for: user, lifetime: .seconds(60), at: "")
            _ = try await other.get(link)
            #expect(try await other.submit("/new-password", [("password", "plum harbor")]).status == .ok)
            #expect(try await table.sessions(of: ada.id).isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: site.directory + "/links").isEmpty)
        }

        /// The sign-in page is public, so it compares the generation itself.
        @Test
        func signInPageDoesNotAcceptASessionOfAnOlderGeneration() async throws {
            let site = try Site()
            let ada = try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            #expect(try await browser.get("/sign-in").text.contains("You are signed in as ada"))
            let changed = ada.credentials.signingOutEverywhere()
            #expect(try await site.people.replaceCredentials(of: ada.id, from: ada.credentials, to: changed))
            #expect(try await browser.get("/desk").status == .seeOther)
            let page = try await browser.get("/sign-in").text
            #expect(!page.contains("ada"))
            #expect(page.contains("name=\"name\""))
        }

        @Test
        func secretOfAnotherPersonsPageIsRefused() async throws {
            let site = try Site()
            for name in ["ada", "eve"] { try await site.add(name) }
            let (ada, eve) = (Browser(site), Browser(site, address: "203.0.113.9"))
            _ = try await ada.signIn("ada")
            _ = try await eve.signIn("eve")
            let page = try await eve.get("/account/second-factor").text
            let key = try #require(page.firstMatch(of: /<code>([A-Z2-7]+)<\/code>/)).1
            let sealed = try #require(page.firstMatch(of: /name="secret" value="([^"]+)"/)).1
            let fields = [
                ("secret", String(sealed)), ("code", try SecondFactorPageTests.code(String(key))), ("action", "add"),
            ]
            #expect(try await ada.submit("/account/second-factor", fields).status.code == 422)
            #expect(try await site.people.user(named: "ada")?.credentials.hasSecondFactor == false)
            #expect(try await eve.submit("/account/second-factor", fields).status == .ok)
            // A second app does not replace the first one: it must be removed before.
            #expect(try await eve.submit("/account/second-factor", fields).status.code == 422)
        }

        @Test
        func recoveryCodesNeedASecondFactor() async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            #expect(try await browser.submit("/account/second-factor", [("action", "codes")]).status == .conflict)
            #expect(try await site.people.user(named: "ada")?.credentials.recoveryCodesLeft == 0)
            let (_, codes) = try await SecondFactorPageTests.enrol(browser)
            let page = try await browser.submit("/account/second-factor", [("action", "codes")])
            #expect(page.status == .ok)
            #expect(page.text.components(separatedBy: "<code>").count == 11)
            // The old codes are invalid.
            let other = Browser(site, address: "198.51.100.1")
            _ = try await other.signIn("ada")
            #expect(try await other.submit("/sign-in/code", [("code", codes[0])]).status.code == 422)
            let new = page.text.components(separatedBy: "<code>")[1].components(separatedBy: "</code>")[0]
            #expect(try await other.submit("/sign-in/code", [("code", new)]).status == .seeOther)
        }

        @Test
        func sessionFromBeforeTheSecondFactorIsNotEnough() async throws {
            let site = try Site(routes: { gate, accounts in
                gate.get("/start/{id}/{generation:int}", allow: .everyone) { request in
                    let generation = try request.path["generation", as: Int64.self]
                    return try Redirect(to: "/").setting(
                        try await accounts.sessions.start(
                            for: try request.path["id"], by: .password, generation: generation, on: request))
                }
            })
            let ada = try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            _ = try await SecondFactorPageTests.enrol(browser)
            let generation = try #require(try await site.people.user(id: ada.id)?.credentials.generation)
            let other = Browser(site, address: "198.51.100.1")
            _ = try await other.get("/start/\(ada.id)/\(generation)")
            #expect(try await other.get("/desk").status == .ok)
            #expect(try await other.get("/safe").headers[.location]?.hasPrefix("/account/second-factor") == true)
        }

        /// A stolen session does not allow guesses of the password.
        @Test(arguments: ["/sign-in", "/account/password"])
        func guessesOfASignedInClientAreThrottled(_ path: String) async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            var statuses: [Int] = []
            for number in 0..<10 {
                let guess = "guess \(number)"
                let fields = [("password", guess), ("old", guess), ("new", "battery staple")]
                statuses.append(try await browser.submit(path, fields).status.code)
            }
            #expect(statuses.prefix(5).allSatisfy { $0 == 422 })
            #expect(statuses.suffix(5).allSatisfy { $0 == 429 })
            let right = [("password", "correct horse"), ("old", "correct horse"), ("new", "battery staple")]
            #expect(try await browser.submit(path, right).status == .tooManyRequests)
        }

        @Test
        func hashOfAnotherCostIsRenewed() async throws {
            let site = try Site()
            let cost = try #require(PasswordCost(checking: 128, passes: 2, lanes: 1))
            let hasher = try PasswordHasher(in: PrivateDirectory(site.directory), cost: cost)
            let old = Credentials(password: try await hasher.hash(Password("correct horse")))
            let ada = try await site.people.add("ada", credentials: old)
            _ = try await Browser(site).signIn("ada", "wrong horse")
            #expect(try await site.people.user(id: ada.id)?.credentials == old)
            #expect(try await Browser(site).signIn("ada").status == .seeOther)
            let new = try #require(try await site.people.user(id: ada.id)?.credentials)
            #expect(new.password != old.password)
            #expect(new.generation == old.generation)
            #expect(try await Browser(site).signIn("ada").status == .seeOther)
            #expect(try await site.people.user(id: ada.id)?.credentials == new)
        }
    }
#endif
