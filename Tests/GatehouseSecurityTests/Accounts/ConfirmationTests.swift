#if Security
    import Foundation
    import GatehouseTesting
    import Synchronization
    import Testing

    @testable import GatehouseSecurity

    /// The confirmation of a signed-in person, new passwords that were stolen, links of a command, and the end of all sessions.
    @Suite
    struct ConfirmationTests {
        @Test
        func personWithASecondFactorConfirmsWithBoth() async throws {
            // A session without any proof, like one whose proof is old.
            let site = try Site(routes: { gate, accounts in
                gate.get("/session/{name}", allow: .everyone) { request in
                    guard let user = try await accounts.users.user(named: try request.path["name"]) else { return nil }
                    let cookie = try await accounts.sessions.start(
                        for: user.id, by: [], generation: user.credentials.generation, on: request)
                    return try Redirect(to: "/desk").setting(cookie)
                }
            })
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            #expect(try await browser.get("/sign-in").text.contains("name=\"code\"") == false)
            let ada = try #require(try await site.people.user(named: "ada"))
            let codes = RecoveryCodes()
            let secret = TOTPSecret()
            let added = try #require(
                try ada.credentials.addingTOTP(
                    secret, confirmedBy: try SecondFactorPageTests.code(secret.base32, steps: -1), at: .now,
                    site.accounts.keys))
            let complete = try await added.settingRecoveryCodes(codes, with: site.accounts.hasher)
            #expect(try await site.people.replaceCredentials(of: ada.id, from: ada.credentials, to: complete))

            let owner = Browser(site)
            _ = try await owner.get("/session/ada")
            let page = try #require(try await owner.get("/vault").headers[.location])
            #expect(try await owner.get(page).text.contains("name=\"code\""))
            let before = owner.cookies["__Host-session"]
            for fields in [
                [("password", "correct horse"), ("code", "")], [("password", "correct horse"), ("code", "000000")],
                [("password", "wrong horse"), ("code", codes.texts[0])],
                [("password", "wrong horse"), ("code", try SecondFactorPageTests.code(secret.base32))],
            ] {
                let response = try await owner.submit(page, fields)
                #expect(response.status.code == 422)
                #expect(response.text.contains("The password or the code is wrong"))
                #expect(owner.cookies["__Host-session"] == before)
            }
            // A code is valid for a short time, and the hashes before took a part of it.
            let code = try SecondFactorPageTests.code(secret.base32)
            let right = try await owner.submit(page, [("password", "correct horse"), ("code", code)])
            #expect(right.headers[.location] == "/vault")
            #expect(owner.cookies["__Host-session"] != before)
            #expect(site.events.all.last?.kind == .confirmed)
            #expect(site.events.all.last?.reason == "password and second factor")
            // The code was used.
            #expect(try await owner.submit(page, [("password", "correct horse"), ("code", code)]).status.code == 422)
        }

        private struct ListFailure: Error {}

        @Test
        func stolenPasswordIsRefused() async throws {
            let asked = Mutex<[String]>([])
            let site = try Site { settings in
                settings.isStolen = { hash in
                    asked.withLock { $0.append(hash) }
                    if hash.hasPrefix("F") { throw ListFailure() }
                    // SHA-1 of "battery staple".
                    return hash == "E3FF046AE352440B76336C0DF21CBAB0D9D7E9DA"
                }
            }
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            let stolen = try await browser.submit(
                "/account/password", [("old", "correct horse"), ("new", "battery staple")])
            #expect(stolen.status.code == 422)
            #expect(stolen.text.contains("in a list of stolen passwords"))
            let link = try site.accounts.newPasswordLink(
                for: try #require(try await site.people.user(named: "ada")), lifetime: .seconds(60),
                at: "https://tea.example")
            let other = Browser(site, address: "198.51.100.1")
            _ = try await other.get(String(link.dropFirst("https://tea.example".count)))
            #expect(try await other.submit("/new-password", [("password", "battery staple")]).status.code == 422)
            #expect(try await Browser(site).signIn("ada", "battery staple").status.code == 422)
            // Nothing is changed without the list.
            let failed = try await browser.submit(
                "/account/password", [("old", "correct horse"), ("new", "plum saddle")])
            #expect(failed.status == .internalServerError)
            #expect(try await Browser(site).signIn("ada", "plum saddle").status.code == 422)
            let good = try await browser.submit(
                "/account/password", [("old", "correct horse"), ("new", "plum harbor")])
            #expect(good.status == .ok)
            #expect(asked.withLock { $0.count } == 4)
        }

        @Test
        func commandInvitesWithoutARequest() async throws {
            let site = try Site()
            let grace = try await site.people.add("grace")
            let link = try site.accounts.newPasswordLink(
                for: grace, lifetime: .seconds(60), at: "https://tea.example")
            #expect(link.hasPrefix("https://tea.example/new-password/"))
            let browser = Browser(site)
            let opened = try await browser.get(String(link.dropFirst("https://tea.example".count)))
            #expect(opened.headers[.location] == "/new-password")
            #expect(try await browser.submit("/new-password", [("password", "battery staple")]).status == .ok)
            #expect(try await browser.signIn("grace", "battery staple").status == .seeOther)
            let current = try #require(try await site.people.user(id: grace.id))
            let later = try site.accounts.newPasswordLink(for: current, lifetime: .seconds(60), at: "")
            #expect(try await browser.get(later).status == .seeOther)
            let expired = try site.accounts.newPasswordLink(for: current, lifetime: .zero, at: "")
            #expect(try await browser.get(expired).status == .notFound)
        }

        @Test
        func allSessionsOfAllPeopleEnd() async throws {
            let site = try Site()
            let other = try Site(with: site)
            for name in ["ada", "grace"] { try await site.add(name) }
            let browsers = [Browser(site), Browser(other, address: "198.51.100.1")]
            _ = try await browsers[0].signIn("ada")
            _ = try await browsers[1].signIn("grace")
            try await other.accounts.sessions.endAll()
            for browser in browsers {
                #expect(try await browser.get("/desk", on: site).status == .seeOther)
                #expect(try await browser.get("/desk", on: other).status == .seeOther)
            }
            _ = try await browsers[0].signIn("ada")
            #expect(try await browsers[0].get("/desk").status == .ok)
        }

        @Test
        func routesOfPagesHaveNames() async throws {
            let site = try Site(routes: { gate, _ in
                gate.get("/links", allow: .everyone) { request in
                    try AccountPageKind.allCases.map { try request.url(for: $0.route) }.joined(separator: " ")
                }
            })
            #expect(
                try await Browser(site).get("/links").text
                    == "/sign-in /sign-out /forgotten /new-password /account/password /account/sessions"
                    + " /account/second-factor")
        }
    }
#endif
