#if Security
    import Foundation
    import GatehouseSecurity
    import GatehouseTesting
    import Testing

    /// Sign-in and sign-out, as a browser does it.
    @Suite
    struct SignInTests {
        @Test
        func rightPasswordSignsInAndReturns() async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            let denied = try await browser.get("/desk")
            #expect(denied.status == .seeOther)
            let page = try #require(denied.headers[.location])
            #expect(page == "/sign-in?return=%2Fdesk")
            let response = try await browser.signIn("ada", at: page)
            #expect(response.status == .seeOther)
            #expect(response.headers[.location] == "/desk")
            #expect(try await browser.get("/desk").text == "desk of ada\n")
            #expect(site.events.kinds == [.signIn])
            let event = try #require(site.events.all.first)
            #expect(event.client == "192.0.2.1")
            #expect(event.userID != nil)
        }

        @Test
        func cookieIsSafe() async throws {
            let site = try Site()
            try await site.add("ada")
            let response = try await Browser(site).signIn("ada")
            let cookies = response.headers.filter { $0.name == .setCookie }.map(\.value)
            let session = try #require(cookies.first { $0.hasPrefix("__Host-session=") })
            for attribute in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] { #expect(session.contains(attribute)) }
            #expect(!session.contains("Domain"))
        }

        @Test
        func wrongNameAndWrongPasswordLookAlike() async throws {
            let site = try Site()
            try await site.add("ada")
            let wrongPassword = try await Browser(site).signIn("ada", "wrong horse")
            let wrongName = try await Browser(site).signIn("eve", "wrong horse")
            #expect(wrongPassword.status.code == 422)
            #expect(wrongName.status.code == 422)
            // The typed name and the random token differ.
            func neutral(_ response: TestResponse, _ name: String) -> String {
                let token = Browser.attribute("value", in: String(response.text.split(separator: "hidden")[1])) ?? ""
                return response.text.replacing(token, with: "").replacing("\"\(name)\"", with: "")
            }
            #expect(neutral(wrongPassword, "ada") == neutral(wrongName, "eve"))
            #expect(wrongPassword.text.contains("value=\"ada\""))
            #expect(!wrongPassword.text.contains("wrong horse"))
            #expect(site.events.kinds == [.signInFailed, .signInFailed])
            #expect(site.events.all.map(\.reason) == ["password", "unknown name"])
        }

        @Test(arguments: [
            "", "\0", "ada\0", " ada", "e\u{301}", String(repeating: "a", count: 257),
            String(repeating: "é", count: 8000),
            "<script>alert(1)</script>", "ada' OR '1'='1", "../ada", "ADA\u{301}",
        ])
        func hostileNamesSignNobodyIn(name: String) async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            let response = try await browser.signIn(name)
            #expect([400, 413, 422].contains(response.status.code))
            #expect(!response.text.contains("<script>"))
            #expect(browser.cookies["__Host-session"] == nil)
        }

        @Test
        func formTokenIsRequired() async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.get("/sign-in")
            let response = try await browser.send(.post, "/sign-in", [("name", "ada"), ("password", "correct horse")])
            #expect(response.status == .forbidden)
            #expect(browser.cookies["__Host-session"] == nil)
        }

        /// Session fixation: an identifier that the client brings is never adopted.
        @Test
        func everySignInHasNewIdentifier() async throws {
            let site = try Site()
            try await site.add("ada")
            let planted = "AAAAAAAAAAAAAAAAAAAAAA"
            let browser = Browser(site, cookies: ["__Host-session": planted])
            #expect(try await browser.get("/desk").status == .seeOther)
            _ = try await browser.signIn("ada")
            let first = try #require(browser.cookies["__Host-session"])
            #expect(first != planted)
            let attacker = Browser(site, cookies: ["__Host-session": planted])
            #expect(try await attacker.get("/desk").status == .seeOther)
            // The confirmation of a signed-in person changes it, too.
            _ = try await browser.submit("/sign-in", [("password", "correct horse")])
            let second = try #require(browser.cookies["__Host-session"])
            #expect(second != first)
            #expect(try await Browser(site, cookies: ["__Host-session": first]).get("/desk").status == .seeOther)
            #expect(try await browser.get("/desk").status == .ok)
        }

        @Test
        func signOutEndsACopiedCookieInEveryProcess() async throws {
            let site = try Site()
            let other = try Site(with: site)
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            let copied = Browser(site, cookies: browser.cookies)
            #expect(try await copied.get("/desk", on: other).status == .ok)
            // The confirmation page has the form.
            let response = try await browser.submit("/sign-in", [], form: 1)
            #expect(response.status == .seeOther)
            #expect(
                response.headers.first { $0.name.canonicalName == "clear-site-data" }?.value.contains("cache") == true)
            #expect(browser.cookies["__Host-session"] == nil)
            for process in [site, other] {
                #expect(try await copied.get("/desk", on: process).status == .seeOther)
            }
            #expect(site.events.kinds == [.signIn, .signOut])
        }

        @Test
        func staleProofAsksAgainAndReturns() async throws {
            // A session without any proof, like one whose proof is old.
            let site = try Site(routes: { gate, accounts in
                gate.get("/session/{id}", allow: .everyone) { request in
                    let cookie = try await accounts.sessions.start(
                        for: try request.path["id"], by: [], generation: 1, on: request)
                    return try Redirect(to: "/desk").setting(cookie)
                }
            })
            let ada = try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.get("/session/\(ada.id)")
            #expect(try await browser.get("/desk").status == .ok)
            for target in ["/vault", "/account/sessions", "/account/second-factor"] {
                #expect(try await browser.get(target).status == .seeOther)
            }
            let denied = try await browser.get("/vault")
            let page = try #require(denied.headers[.location])
            let form = try await browser.get(page)
            #expect(form.text.contains("You are signed in as ada"))
            let wrong = try await browser.submit(page, [("password", "wrong horse")])
            #expect(wrong.status.code == 422)
            let right = try await browser.submit(page, [("password", "correct horse")])
            #expect(right.headers[.location] == "/vault")
            #expect(try await browser.get("/vault").text == "vault of ada\n")
            #expect(site.events.kinds == [.confirmationFailed, .confirmed])
        }

        /// Several machines can share the table.
        @Test
        func sessionsAreInATableOfTheApplication() async throws {
            let table = SessionTable()
            let site = try Site(sessionStore: table)
            let ada = try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            #expect(try await browser.get("/desk").status == .ok)
            #expect(try await table.sessions(of: ada.id).count == 1)
            // A site that keeps its sessions in files does not know this one.
            #expect(try await browser.get("/desk", on: try Site(with: site)).status == .seeOther)
            #expect(try await browser.get("/desk", on: try Site(with: site, sessionStore: table)).status == .ok)
            _ = try await browser.submit("/sign-in", [], form: 1)
            #expect(try await table.sessions(of: ada.id).isEmpty)
        }

        @Test
        func removedPersonIsSignedOut() async throws {
            let site = try Site()
            let ada = try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            #expect(try await browser.get("/desk").status == .ok)
            try await site.people.remove(ada.id)
            #expect(try await browser.get("/desk").status == .seeOther)
        }

        @Test
        func guessesAreThrottledAndTheOwnerGetsIn() async throws {
            let site = try Site()
            try await site.add("ada")
            let owner = Browser(site, address: "198.51.100.7")
            _ = try await owner.signIn("ada")
            _ = try await owner.submit("/sign-in", [], form: 1)
            var statuses: [Int] = []
            for number in 0..<60 {
                let guesser = Browser(site, address: "203.0.113.\(number % 20)")
                let response = try await guesser.signIn("ada", "guess \(number)")
                statuses.append(response.status.code)
                if response.status.code == 429 { #expect(Int(response.headers[.retryAfter] ?? "") ?? 0 > 0) }
            }
            #expect(statuses.filter { $0 == 422 }.count <= 21)
            #expect(statuses.suffix(20).allSatisfy { $0 == 429 })
            // A stranger who knows the password has to wait, too; the owner's browser is known.
            #expect(try await Browser(site, address: "203.0.113.99").signIn("ada").status.code == 429)
            #expect(try await owner.signIn("ada").status == .seeOther)
            #expect(site.events.kinds.contains(.throttled))
        }

        @Test
        func denialOfASignedInPersonIsReported() async throws {
            let site = try Site(routes: { gate, accounts in
                let admin = accounts.member.requiring("admin") { $0.roles.contains("admin") }
                gate.get("/admin", allow: accounts.reporting(admin)) { _, _ in "admin\n" }
            })
            try await site.add("ada")
            let browser = Browser(site)
            #expect(try await browser.get("/admin").status == .seeOther)
            #expect(site.events.kinds.isEmpty)
            _ = try await browser.signIn("ada")
            #expect(try await browser.get("/admin").status == .forbidden)
            let event = try #require(site.events.all.last)
            #expect(event.kind == .denied)
            #expect(event.userID != nil)
            #expect(event.reason.contains("forbidden"))
        }

        @Test
        func nobodyIsLoggedWithASecret() async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada", "wrong horse")
            _ = try await browser.signIn("ada")
            let session = try #require(browser.cookies["__Host-session"])
            for event in site.events.all {
                let text = String(describing: event) + "\(event.reason)"
                #expect(!text.contains("horse"))
                #expect(!text.contains(session))
            }
        }
    }
#endif
