#if Security
    import Foundation
    import GatehouseSecurity
    import GatehouseTesting
    import Testing

    /// The change of a password, links for a new one, and the list of sessions.
    @Suite
    struct PasswordPageTests {
        @Test
        func changeEndsAllOtherSessions() async throws {
            let site = try Site()
            let other = try Site(with: site)
            try await site.add("ada")
            let browser = Browser(site)
            let elsewhere = Browser(other, address: "198.51.100.1")
            _ = try await browser.signIn("ada")
            _ = try await elsewhere.signIn("ada")
            let before = browser.cookies
            let response = try await browser.submit(
                "/account/password", [("old", "correct horse"), ("new", "battery staple")])
            #expect(response.status == .ok)
            #expect(response.text.contains("The password is changed."))
            #expect(try await browser.get("/desk").status == .ok)
            #expect(try await elsewhere.get("/desk").status == .seeOther)
            #expect(try await Browser(other, cookies: before).get("/desk").status == .seeOther)
            #expect(try await Browser(site).signIn("ada").status.code == 422)
            #expect(try await Browser(site).signIn("ada", "battery staple").status == .seeOther)
            #expect(site.events.kinds.contains(.passwordChanged))
        }

        @Test
        func weakAndWrongPasswordsAreRefused() async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            for new in ["short", "password123", "Tea Club 1", "ada@example.com", String(repeating: "x", count: 257)] {
                let response = try await browser.submit("/account/password", [("old", "correct horse"), ("new", new)])
                #expect(response.status.code == 422, "\(new)")
                #expect(response.text.contains("role=\"alert\""))
            }
            let wrong = try await browser.submit(
                "/account/password", [("old", "wrong horse"), ("new", "battery staple")])
            #expect(wrong.status.code == 422)
            #expect(try await Browser(site).signIn("ada").status == .seeOther)
        }

        @Test
        func linkByMailSetsAPasswordOnce() async throws {
            let site = try Site()
            try await site.add("ada")
            let session = Browser(site, address: "198.51.100.1")
            _ = try await session.signIn("ada")
            let browser = Browser(site)
            let known = try await browser.submit("/forgotten", [("name", "ada")])
            let unknown = try await browser.submit("/forgotten", [("name", "nobody")])
            #expect(known.status == .ok)
            #expect(known.text == unknown.text)
            #expect(site.mails.all.count == 1)
            let mail = try #require(site.mails.all.first)
            #expect(mail.recipient.description == "ada@example.com")
            #expect(mail.text.contains("within one hour"))
            let link = try #require(
                mail.text.components(separatedBy: "https://tea.example").dropFirst().first?.split(separator: "\n").first
            )
            // Scanners and previews open the link any number of times.
            for _ in 0..<5 {
                let opened = try await Browser(site).get(String(link))
                #expect(opened.status == .seeOther)
                #expect(opened.headers[.location] == "/new-password")
            }
            _ = try await browser.get(String(link))
            let weak = try await browser.submit("/new-password", [("password", "password123")])
            #expect(weak.status.code == 422)
            let done = try await browser.submit("/new-password", [("password", "battery staple")])
            #expect(done.status == .ok)
            #expect(browser.cookies["__Host-link"] == nil)
            // It signs nobody in, and ends all sessions.
            #expect(browser.cookies["__Host-session"] == nil)
            #expect(try await session.get("/desk").status == .seeOther)
            #expect(try await Browser(site).get(String(link)).status == .notFound)
            #expect(try await Browser(site).signIn("ada", "battery staple").status == .seeOther)
            #expect(site.events.kinds.contains(.linkUsed))
        }

        /// A second link, or a change of the password in the meantime, invalidates the link.
        @Test
        func changedPasswordInvalidatesLinks() async throws {
            let site = try Site()
            try await site.add("ada")
            _ = try await Browser(site).submit("/forgotten", [("name", "ada")])
            let link = try #require(
                site.mails.all.first?.text.components(separatedBy: "https://tea.example").dropFirst().first?.split(
                    separator: "\n"
                ).first)
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            _ = try await browser.submit("/account/password", [("old", "correct horse"), ("new", "battery staple")])
            #expect(try await Browser(site).get(String(link)).status == .notFound)
        }

        @Test
        func mailsAreLimited() async throws {
            let site = try Site()
            try await site.add("ada")
            var statuses: [Int] = []
            for number in 0..<12 {
                let browser = Browser(site, address: number < 6 ? "198.51.100.\(number)" : "203.0.113.1")
                statuses.append(try await browser.submit("/forgotten", [("name", "ada")]).status.code)
            }
            #expect(site.mails.all.count == 3)
            #expect(statuses.allSatisfy { $0 == 200 })
            for _ in 0..<6 {
                statuses.append(
                    try await Browser(site, address: "203.0.113.1").submit("/forgotten", [("name", "eve")]).status.code)
            }
            #expect(statuses.last == 429)
        }

        @Test
        func invitationSetsTheFirstPassword() async throws {
            let site = try Site()
            try await site.add("ada")
            try await site.people.add("grace", mailAddress: MailAddress("grace@example.com"))
            #expect(try await Browser(site).signIn("grace", "").status.code == 422)
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            #expect(try await browser.send(.post, "/invitations/grace").status == .noContent)
            let link = try #require(
                site.mails.all.first?.text.components(separatedBy: "https://tea.example").dropFirst().first?.split(
                    separator: "\n"
                ).first)
            let invited = Browser(site, address: "198.51.100.1")
            _ = try await invited.get(String(link))
            #expect(try await invited.submit("/new-password", [("password", "battery staple")]).status == .ok)
            #expect(try await invited.signIn("grace", "battery staple").status == .seeOther)
        }

        @Test
        func sessionsAreListedAndEnded() async throws {
            let site = try Site()
            try await site.add("ada")
            try await site.add("eve")
            let browser = Browser(site)
            let phone = Browser(site, address: "198.51.100.1")
            let tablet = Browser(site, address: "198.51.100.2")
            let eve = Browser(site, address: "203.0.113.9")
            for browser in [browser, phone, tablet] { _ = try await browser.signIn("ada") }
            _ = try await eve.signIn("eve")
            let page = try await browser.get("/account/sessions")
            #expect(page.text.components(separatedBy: "<li>").count == 4)
            #expect(page.text.contains("Browser 198.51.100.1"))
            #expect(!page.text.contains("203.0.113.9"))
            // Eve cannot end a session of Ada, even with its identifier.
            let id = try #require(
                page.text.components(separatedBy: "name=\"session\" value=\"").dropFirst().first?.prefix { $0 != "\"" })
            _ = try await eve.submit("/account/sessions", [("session", String(id))], form: 1)
            #expect(try await phone.get("/desk").status == .ok)
            #expect(try await tablet.get("/desk").status == .ok)
            // The first form ends another session than this one.
            _ = try await browser.submit("/account/sessions", [])
            let left = [try await phone.get("/desk").status, try await tablet.get("/desk").status]
            #expect(left.contains(.ok) && left.contains(.seeOther))
            let forms = try await browser.get("/account/sessions").text.components(separatedBy: "<form").count - 1
            _ = try await browser.submit("/account/sessions", [], form: forms - 1)
            #expect(try await phone.get("/desk").status == .seeOther)
            #expect(try await tablet.get("/desk").status == .seeOther)
            #expect(try await browser.get("/desk").status == .ok)
            #expect(try await eve.get("/desk").status == .ok)
            // Only the session itself is left, and the form before the last one ends it.
            let last = try await browser.get("/account/sessions").text.components(separatedBy: "<form").count - 1
            #expect(last == 2)
            _ = try await browser.submit("/account/sessions", [], form: 0)
            #expect(try await browser.get("/desk").status == .seeOther)
            #expect(try await eve.get("/desk").status == .ok)
        }

        @Test
        func openPagesAreTheDocumentedOnes() async throws {
            let site = try Site()
            let open = site.client.routes.filter { $0.rule == "everyone" }.map { "\($0.method) \($0.path)" }.sorted()
            #expect(
                open == [
                    "GET /", "GET /forgotten", "GET /new-password", "GET /new-password/{link}", "GET /sign-in",
                    "GET /sign-in/code", "POST /forgotten", "POST /new-password", "POST /sign-in",
                    "POST /sign-in/code",
                ])
        }
    }
#endif
