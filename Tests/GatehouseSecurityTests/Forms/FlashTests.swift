#if Security
    import GatehouseConfiguration
    import GatehouseSecurity
    import GatehouseTesting
    import Testing

    /// Messages for the next page.
    @Suite
    struct FlashTests {
        private static func gate(_ keys: Keys) -> Gate {
            let flash = Flash(keys)
            var gate = Gate()
            gate.post("/notices", allow: .everyone) { request in
                try flash.redirect(
                    to: "/notices", saying: try await request.form()["text"] ?? "", on: request)
            }
            gate.post("/named", allow: .everyone) { request in
                try flash.redirect(to: "notices", query: ["page": "2"], saying: "named", on: request)
            }
            gate.get("/notices", as: "notices", allow: .everyone) { request in
                try flash.page(request) { message in Page("Notices", "\(message)<p>list</p>") }
            }
            return gate
        }

        private static func client(_ keys: Keys? = nil, mount: Mount = .automatic) throws -> InMemoryClient {
            try InMemoryClient(gate(try keys ?? KeysTests.keys(KeysTests.new)), mount: mount)
        }

        private static func post(_ client: InMemoryClient, _ text: String) async throws -> TestResponse {
            try await client.post(
                client.mount.path + "/notices", headers: [.contentType: "application/x-www-form-urlencoded"],
                body: "text=\(text)")
        }

        private static func cookie(_ response: TestResponse) throws -> String {
            String(try #require(response.headers[.setCookie]).prefix { $0 != ";" })
        }

        private static func show(_ client: InMemoryClient, _ cookie: String) async throws -> TestResponse {
            try await client.get(client.mount.path + "/notices", headers: [.cookie: cookie])
        }

        @Test
        func messageIsShownOnceInEveryProcess() async throws {
            let response = try await Self.post(try Self.client(), "saved+%3Cb%3E+%C3%A9")
            #expect(response.status == .seeOther)
            #expect(response.headers[.location] == "/notices")
            let field = try #require(response.headers[.setCookie])
            #expect(field.hasPrefix("__Host-flash="))
            for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Max-Age=300"] {
                #expect(field.contains(attribute))
            }
            let page = try await Self.show(try Self.client(), try Self.cookie(response))
            #expect(page.text.contains("<p class=\"flash\" role=\"status\">saved &lt;b&gt; é</p>"))
            #expect(page.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(page.headers[.cacheControl] == "no-store")
            let next = try await Self.client().get("/notices")
            #expect(!next.text.contains("flash"))
            #expect(next.headers[.setCookie] == nil)
        }

        @Test
        func browserSeesItOnce() async throws {
            let client = try Self.client()
            let browser = GatehouseTesting.Browser(client)
            _ = try await browser.send(TestRequest(.post, "/named"))
            #expect(try await browser.visit("/notices?page=2").text.contains("named list"))
            #expect(try await browser.visit("/notices").text.contains("named") == false)
            #expect(browser.cookies.isEmpty)
        }

        @Test
        func cookieBelongsToTheMount() async throws {
            let client = try Self.client(mount: try Mount("/club"))
            let response = try await Self.post(client, "saved")
            #expect(response.headers[.setCookie]?.hasPrefix("__Secure-flash=") == true)
            #expect(response.headers[.setCookie]?.contains("Path=/club") == true)
            #expect(try await Self.show(client, try Self.cookie(response)).text.contains("saved"))
        }

        /// Text that this program has not signed for this purpose is not shown.
        @Test
        func otherValuesAreNotShown() async throws {
            let keys = try KeysTests.keys(KeysTests.new)
            let client = try Self.client(keys)
            let signed = try Self.cookie(try await Self.post(client, "saved"))
            let now = Timestamp(secondsSince1970: 4_000_000_000)
            let foreign = try keys.sign(Array("saved".utf8), for: Purpose("flash message"), expires: now)
            for value in [
                "__Host-flash=saved", "__Host-flash=", String(signed.dropLast()), signed + "A",
                "__Host-flash=\(foreign)",
                signed + "; " + signed, "__Host-flash=" + String(repeating: "A", count: 4000), "__Host-flash=é",
            ] {
                let page = try await Self.show(client, value)
                #expect(page.status == .ok)
                #expect(!page.text.contains("flash"), "\(value)")
            }
        }

        @Test
        func textIsBounded() async throws {
            let client = try Self.client()
            #expect(try await Self.post(client, String(repeating: "a", count: 1000)).status == .seeOther)
            #expect(try await Self.post(client, String(repeating: "a", count: 1001)).status == .internalServerError)
        }
    }
#endif
