#if Security
    import GatehouseConfiguration
    import GatehouseSecurity
    import GatehouseTesting
    import Testing

    /// Tokens of forms.
    @Suite
    struct FormTokensTests {
        /// A gate whose user is named by a cookie, as after a sign-in in another tab.
        private static func client() throws -> InMemoryClient {
            let tokens = FormTokens(try KeysTests.keys(KeysTests.new))
            var gate = Gate()
            gate.get("/form", allow: .everyone) { request in
                try tokens.page(request, for: request.cookie("user")) { field in HTML("<form>\(field)</form>") }
            }
            gate.post("/form", allow: .everyone) { request in
                try tokens.check(try await request.form(), request, for: request.cookie("user"))
                return "saved\n"
            }
            return try InMemoryClient(gate)
        }

        /// The token of a page, and the cookie that comes with it.
        private static func form(
            _ client: InMemoryClient, cookies: String = ""
        ) async throws -> (token: String, cookie: String?) {
            let response = try await client.send(
                TestRequest(.get, "/form", headers: cookies.isEmpty ? [:] : [.cookie: cookies]))
            let token = try #require(response.text.split(separator: "\"").first { $0.utf8.count > 60 })
            return (String(token), response.headers[.setCookie])
        }

        private static func post(_ client: InMemoryClient, _ token: String?, cookies: String) async throws -> Int {
            let body = token.map { "\(FormTokens.fieldName)=\($0)" } ?? "a=b"
            let response = try await client.send(
                TestRequest(
                    .post, "/form",
                    headers: [.contentType: "application/x-www-form-urlencoded", .cookie: cookies],
                    body: Array(body.utf8)))
            return response.status.code
        }

        private static func value(_ cookie: String?) throws -> String {
            String(try #require(cookie).prefix { $0 != ";" })
        }

        @Test
        func tokenOfThisBrowserAndPersonIsAccepted() async throws {
            let client = try Self.client()
            let (token, cookie) = try await Self.form(client)
            #expect(cookie?.contains("__Host-form=") == true)
            #expect(cookie?.contains("Secure; HttpOnly; SameSite=Lax") == true)
            let browser = try Self.value(cookie)
            #expect(try await Self.post(client, token, cookies: browser) == 200)
            // The page in a browser with the cookie sets no other.
            let again = try await Self.form(client, cookies: browser)
            #expect(again.cookie == nil)
            #expect(try await Self.post(client, again.token, cookies: browser) == 200)
        }

        @Test
        func formStaysValidAfterSignInInAnotherTab() async throws {
            let client = try Self.client()
            let before = try await Self.form(client)
            let browser = try Self.value(before.cookie)
            #expect(try await Self.post(client, before.token, cookies: browser + "; user=ada") == 200)
            let signedIn = try await Self.form(client, cookies: browser + "; user=ada")
            #expect(try await Self.post(client, signedIn.token, cookies: browser + "; user=ada") == 200)
            // But not if somebody else signs in, or the person signs out.
            #expect(try await Self.post(client, signedIn.token, cookies: browser + "; user=eve") == 403)
            #expect(try await Self.post(client, signedIn.token, cookies: browser) == 403)
        }

        @Test
        func otherTokensAreRefused() async throws {
            let client = try Self.client()
            let (token, cookie) = try await Self.form(client)
            let browser = try Self.value(cookie)
            let other = try await Self.form(client)
            let otherBrowser = try Self.value(other.cookie)
            #expect(try await Self.post(client, nil, cookies: browser) == 403)
            #expect(try await Self.post(client, "", cookies: browser) == 403)
            #expect(try await Self.post(client, token, cookies: otherBrowser) == 403)
            #expect(try await Self.post(client, other.token, cookies: browser) == 403)
            #expect(try await Self.post(client, token, cookies: "a=b") == 403)
            #expect(try await Self.post(client, token, cookies: "__Host-form=") == 403)
            #expect(try await Self.post(client, String(token.dropLast()), cookies: browser) == 403)
            #expect(try await Self.post(client, token + "A", cookies: browser) == 403)
        }

        private struct NoteFields: FormFields {
            let text = FormField.text("text", label: "Text", length: 1...9)
        }

        @Test
        func formWithTokensShowsThePageAgainWithoutAValidOne() async throws {
            let tokens = FormTokens(try KeysTests.keys(KeysTests.new))
            let notes = try Form(NoteFields())
            var gate = Gate()
            gate.get("/form", allow: .everyone) { request in
                try notes.guarded(by: tokens.bound(to: request.cookie("user"))).blank.page(for: request) { form in
                    form.html(button: "Save")
                }
            }
            gate.post("/form", allow: .everyone) { request in
                let form = notes.guarded(by: tokens.bound(to: request.cookie("user")))
                switch try await form.submitted(by: request) {
                case .valid(let values): return values.text
                case .invalid(let form): return try form.page(for: request) { $0.html(button: "Save") }
                }
            }
            let client = try InMemoryClient(gate)
            let (token, cookie) = try await Self.form(client, cookies: "user=ada")
            let browser = try Self.value(cookie)
            func post(_ token: String, _ cookies: String) async throws -> TestResponse {
                let body = "text=Tea&\(FormTokens.fieldName)=\(token)"
                return try await client.send(
                    TestRequest(
                        .post, "/form",
                        headers: [.contentType: "application/x-www-form-urlencoded", .cookie: cookies],
                        body: Array(body.utf8)))
            }
            #expect(try await post(token, "\(browser); user=ada").text == "Tea")
            for (token, cookies) in [
                (token, "\(browser); user=eve"), (token, "user=ada"), (token + "x", "\(browser); user=ada"),
            ] {
                let response = try await post(token, cookies)
                #expect(response.status == .forbidden)
                #expect(response.text.contains("value=\"Tea\""))
            }
        }
    }
#endif
