#if Security
    import Foundation
    import GatehouseTesting
    import Testing

    @testable import GatehouseSecurity

    /// The second factor, as a browser uses it.
    @Suite
    struct SecondFactorPageTests {
        /// The code that an authenticator app shows for a key.
        static func code(_ key: String, steps: Int = 0) throws -> String {
            let secret = try #require(TOTPSecret(base32: key))
            let step = Int64(Date.now.timeIntervalSince1970) / 30 + Int64(steps)
            return String(format: "%06u", OneTimeCode.code(secret.bytes, step: step))
        }

        /// Signs in and adds an app.
        ///
        /// - Returns: the key of the app, and the recovery codes.
        static func enrol(_ browser: Browser) async throws -> (key: String, codes: [String]) {
            let page = try await browser.get("/account/second-factor")
            try #require(page.status == .ok, "\(page.text)")
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(page.text.contains("<svg"))
            let key = try #require(
                page.text.components(separatedBy: "<code>").dropFirst().first?.components(separatedBy: "</code>").first)
            let sealed = try #require(
                page.text.components(separatedBy: "name=\"secret\" value=\"").dropFirst().first?.prefix { $0 != "\"" })
            let response = try await browser.submit(
                "/account/second-factor",
                [("secret", String(sealed)), ("code", try code(key)), ("action", "add")])
            try #require(response.status == .ok, "\(response.text)")
            let codes = response.text.components(separatedBy: "<code>").dropFirst().map {
                $0.components(separatedBy: "</code>")[0]
            }
            return (key, Array(codes))
        }

        @Test
        func codeCompletesTheSignInOnce() async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            #expect(try await browser.get("/safe").headers[.location]?.hasPrefix("/account/second-factor") == true)
            let (key, codes) = try await Self.enrol(browser)
            #expect(codes.count == 10)
            #expect(try await browser.get("/safe").text == "safe of ada\n")
            #expect(site.events.kinds == [.signIn, .secondFactorAdded])

            let other = Browser(site, address: "198.51.100.1")
            let first = try await other.signIn("ada", at: "/sign-in?return=%2Fsafe")
            #expect(first.headers[.location] == "/sign-in/code?return=%2Fsafe")
            // The password alone opens nothing.
            #expect(other.cookies["__Host-session"] == nil)
            #expect(try await other.get("/desk").status == .seeOther)
            let page = try #require(first.headers[.location])
            let wrong = try await other.submit(page, [("code", "000000")])
            #expect(wrong.status.code == 422)
            // The code of the enrolment was used; the next one is valid.
            let code = try Self.code(key, steps: 1)
            let right = try await other.submit(page, [("code", code)])
            #expect(right.headers[.location] == "/safe")
            #expect(try await other.get("/safe").text == "safe of ada\n")

            let third = Browser(site, address: "198.51.100.2")
            _ = try await third.signIn("ada")
            #expect(try await third.submit("/sign-in/code", [("code", code)]).status.code == 422)
            #expect(try await third.submit("/sign-in/code", [("code", codes[3].uppercased())]).status == .seeOther)
            let fourth = Browser(site, address: "198.51.100.3")
            _ = try await fourth.signIn("ada")
            #expect(try await fourth.submit("/sign-in/code", [("code", codes[3])]).status.code == 422)
            #expect(site.events.kinds.contains(.recoveryCodeUsed))
        }

        /// Two processes get the same code at the same time.
        @Test
        func oneOfManyRequestsUsesACode() async throws {
            let site = try Site()
            let other = try Site(with: site)
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            let (_, codes) = try await Self.enrol(browser)
            var browsers: [Browser] = []
            for number in 0..<4 {
                let browser = Browser(number % 2 == 0 ? site : other, address: "198.51.100.\(number)")
                _ = try await browser.signIn("ada")
                browsers.append(browser)
            }
            let signedIn = try await withThrowingTaskGroup(of: Int.self) { group in
                for browser in browsers {
                    group.addTask {
                        try await browser.submit("/sign-in/code", [("code", codes[0])]).status == .seeOther ? 1 : 0
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(signedIn == 1)
        }

        @Test
        func codesAreThrottled() async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            _ = try await Self.enrol(browser)
            let guesser = Browser(site, address: "203.0.113.5")
            _ = try await guesser.signIn("ada")
            var statuses: [Int] = []
            for number in 0..<12 {
                statuses.append(
                    try await guesser.submit("/sign-in/code", [("code", "00000\(number % 10)")]).status.code)
            }
            #expect(statuses.filter { $0 == 422 }.count <= 6)
            #expect(statuses.suffix(3).allSatisfy { $0 == 429 })
        }

        /// Somebody who knows the password uses up the attempts of all unknown devices.
        @Test
        func ownerEntersACodeFromAKnownDevice() async throws {
            let site = try Site()
            try await site.add("ada")
            let owner = Browser(site)
            _ = try await owner.signIn("ada")
            let (_, codes) = try await Self.enrol(owner)
            _ = try await owner.submit("/sign-in", [], form: 1)
            for number in 0..<30 {
                let guesser = Browser(site, address: "203.0.113.\(number)")
                _ = try await guesser.signIn("ada")
                if guesser.cookies["__Host-sign-in"] != nil {
                    _ = try await guesser.submit("/sign-in/code", [("code", "00000\(number % 10)")])
                }
            }
            let stranger = Browser(site, address: "203.0.113.200")
            #expect(try await stranger.signIn("ada").status.code == 429)
            _ = try await owner.signIn("ada")
            #expect(try await owner.submit("/sign-in/code", [("code", codes[0])]).status == .seeOther)
            #expect(try await owner.get("/desk").status == .ok)
        }

        /// The password was right when it was entered, and is not any more.
        @Test
        func changedPasswordEndsASignInThatWaitsForTheCode() async throws {
            let site = try Site()
            try await site.add("ada")
            let owner = Browser(site)
            _ = try await owner.signIn("ada")
            let (_, codes) = try await Self.enrol(owner)
            let other = Browser(site, address: "203.0.113.5")
            #expect(try await other.signIn("ada").headers[.location] == "/sign-in/code")
            _ = try await owner.submit("/account/password", [("old", "correct horse"), ("new", "battery staple")])
            let response = try await other.submit("/sign-in/code", [("code", codes[0])])
            #expect(response.status.code == 422)
            #expect(response.text.contains("The sign-in took too long."))
            #expect(other.cookies["__Host-session"] == nil)
        }

        @Test
        func pageForTheCodeNeedsThePasswordFirst() async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            #expect(try await browser.get("/sign-in/code").headers[.location] == "/sign-in")
            let planted = Browser(site, cookies: ["__Host-sign-in": "AAAA"])
            let response = try await planted.submit("/sign-in/code", [("code", "000000")])
            #expect(response.status.code == 422)
            #expect(planted.cookies["__Host-session"] == nil)
        }

        @Test
        func removalNeedsARecentProofAndEndsTheOtherSessions() async throws {
            let site = try Site()
            try await site.add("ada")
            let browser = Browser(site)
            _ = try await browser.signIn("ada")
            _ = try await Self.enrol(browser)
            let response = try await browser.submit("/account/second-factor", [("action", "remove")])
            #expect(response.status == .seeOther)
            #expect(try await browser.get("/safe").status == .seeOther)
            #expect(try await browser.get("/desk").status == .ok)
            #expect(site.events.kinds.last == .secondFactorRemoved)
        }
    }
#endif
