#if DEBUG
    import GatewayInterface
    import HTTPTypes
    import TestSupport
    import Testing

    @testable import GatehouseCore

    @Suite("The debug page shows an error, its request and the rule")
    struct DebugPageTests {
        private static let local = [
            "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8080", "HTTP_ACCEPT": "text/html,*/*;q=0.8",
        ]
        private static let markup = "<script>planted(\"'&\")</script>"
        private static let call = ThrownErrors.Call(
            function: "inner<Item>()", file: "/app/Sources/App/<b>.swift", line: 7,
            source: [
                ThrownErrors.SourceLine(number: 6, text: "if a < b {"),
                ThrownErrors.SourceLine(number: 7, text: "throw Mishap(\"<i>\")"),
            ])

        /// A gate whose handler throws the error.
        private func gate(_ error: some Error) -> Gate {
            var gate = Gate()
            let named = Access<Int>("a <named> rule") { _ in 7 }
            gate.get("/x/{id}", allow: named) { _, _ -> String in throw error }
            return gate
        }

        private func page(
            _ target: String = "/x/1",
            _ error: some Error = Mishap(),
            calls: [ThrownErrors.Call] = [],
            with more: [String: String] = [:]
        ) async throws -> ReceivedResponse {
            let errors = ThrownErrors()
            errors.note(ThrownErrors.Entry(error, isSame: { _ in true }, calls: { calls }))
            return try await ThrownErrors.$ofTask.withValue(errors) {
                try await gate(error).response("GET", target, with: Self.local.merging(more) { $1 })
            }
        }

        @Test("Markup in the message, the target, a parameter, a field, the rule and the source is escaped")
        func markupIsEscaped() async throws {
            let page = try await page(
                "/x/%3Cscript%3Eplanted()?\(Self.markup)", Mishap(description: Self.markup),
                calls: [Self.call], with: ["HTTP_REFERER": Self.markup, "HTTP_X_<SCRIPT>": "1"])
            #expect(page.status == 500, "\(page.text)")
            #expect(!page.text.contains("<script") && !page.text.contains("<i>") && !page.text.contains("<b>"))
            #expect(!page.text.contains("<named>") && !page.text.contains("<Item>"))
            #expect(page.text.contains("&lt;script&gt;planted"), "\(page.text)")
            #expect(page.text.contains("<mark>7  throw Mishap(&quot;&lt;i&gt;&quot;)</mark>"), "\(page.text)")
            #expect(page.text.contains("a &lt;named&gt; rule"))
        }

        @Test("The page names the route with its declaration, the parameters, the rule and the evidence")
        func routeAndRuleAreShown() async throws {
            let text = try await page("/x/seven").text
            for part in [
                "GET /x/{id}", "GatehouseCoreTests/DebugPageTests.swift:",
                "a &lt;named&gt; rule (it allowed the request)",
                "Swift.Int", "<th scope=\"row\">{id}</th><td>&quot;seven&quot;</td>", "TEST",
            ] { #expect(text.contains(part), "\(part) in \(text)") }
            var gate = Gate()
            gate.get("/x/{path...}", allow: Access<Int>("fails") { _ in throw Mishap() }) { _, _ in "" }
            let failed = try await gate.response("GET", "/x/a/b", with: Self.local).text
            #expect(failed.contains("fails (it failed)"), "\(failed)")
            #expect(failed.contains("{path...}</th><td>&quot;a&quot; &quot;b&quot;"), "\(failed)")
        }

        @Test("Fields that prove who the client is are hidden", arguments: ["text/html", "*/*"])
        func secretsAreHidden(accept: String) async throws {
            let names = ["COOKIE", "AUTHORIZATION", "PROXY_AUTHORIZATION", "X_API_KEY", "X_CSRF_TOKEN"]
            var fields = ["HTTP_ACCEPT": accept, "HTTP_USER_AGENT": "a browser"]
            for name in names { fields["HTTP_\(name)"] = "planted-secret" }
            let text = try await page(with: fields).text
            #expect(!text.contains("planted-secret"))
            #expect(text.contains("a browser") && text.contains("cookie") && text.contains("(hidden)"))
        }

        @Test("Only a client that accepts HTML gets a page, others get text")
        func othersGetText() async throws {
            for accept in ["*/*", "application/json", "text/plain"] {
                let response = try await page(calls: [Self.call], with: ["HTTP_ACCEPT": accept])
                #expect(response.headers.contains("Content-Type: text/plain; charset=utf-8"), "\(response.headers)")
                #expect(response.text.contains("> 7  throw Mishap(\"<i>\")\n"), "\(response.text)")
                #expect(response.text.contains("rule      a <named> rule (it allowed the request)\n"))
            }
            let page = try await page()
            #expect(page.headers.contains("Content-Type: text/html; charset=utf-8"))
            #expect(page.text.contains("The line is unknown."))
        }

        @Test("The page keeps the security headers, and its nonce fits them")
        func securityHeadersStay() async throws {
            let dispatcher = try Dispatcher(
                gate(Mishap()), withDefaultHeaders: true, servesEveryHost: false)
            var values = Self.local
            values["REQUEST_METHOD"] = "GET"
            values["REQUEST_URI"] = "/x/1"
            let response = ReceivedResponse(
                await dispatcher.respond(to: try parameters(values), body: RequestBody()))
            let policy = try #require(response.headers.first { $0.hasPrefix("Content-Security-Policy: ") })
            let nonce = try #require(response.text.firstMatch(of: /<style nonce="([^"]+)">/)?.1)
            #expect(policy.contains("'nonce-\(nonce)'"))
            #expect(response.headers.contains("X-Content-Type-Options: nosniff"))
            #expect(response.headers.contains { $0.hasPrefix("Cache-Control: ") && $0.contains("no-store") })
        }

        @Test("The status and the fields of the failure stay")
        func statusStays() async throws {
            struct Away: UnavailableError {}
            let response = try await page("/x/1", Away())
            #expect(response.status == 503)
            #expect(response.headers.contains("Retry-After: 10"))
            #expect(response.text.contains("<h1>503 Service Unavailable</h1>"))
        }

        /// A page about a denial would differ from the page of a missing path.
        @Test("A denied request gets the response of a missing path, and the log names the rule")
        func denialHasNoPage() async throws {
            var gate = Gate()
            gate.get("/x", allow: .nobody) { _ in "" }
            let log = CollectedLog()
            let denied = try await gate.response("GET", "/x", with: Self.local, log: log)
            #expect(try await denied == gate.response("GET", "/y", with: Self.local))
            #expect(denied.text == "404 Not Found\n")
            #expect(log.lines.contains { $0.contains("denied: ") && $0.contains("rule=nobody") }, "\(log.lines)")
        }

        @Test("The calls of the gate's dispatcher are left out")
        func dispatcherIsLeftOut() async throws {
            let file = #filePath.replacing("Tests/GatehouseCoreTests/", with: "Sources/GatehouseCore/")
            let own = ThrownErrors.Call(function: "dispatch()", file: file, line: 1, source: [])
            let text = try await page(calls: [Self.call, own, Self.call]).text
            #expect(text.contains("inner&lt;Item&gt;()") && !text.contains("dispatch()"))
            #expect(text.split(separator: "<details").count == 2)
        }
    }

    @Suite("The errors of a request")
    struct ThrownErrorsTests {
        private final class Thrown: Error, CustomStringConvertible {
            let description: String

            init(_ description: String) {
                self.description = description
            }
        }

        private func note(_ error: Thrown, _ name: String, in errors: ThrownErrors) {
            let call = ThrownErrors.Call(function: name, file: "f", line: 1, source: [])
            errors.note(ThrownErrors.Entry(error, isSame: { $0 as? Thrown === error }, calls: { [call] }))
        }

        @Test("The first throw of an error counts, also for an error with an equal description")
        func firstThrowCounts() {
            let errors = ThrownErrors()
            let one = Thrown("same")
            note(one, "first", in: errors)
            note(Thrown("same"), "second", in: errors)
            note(one, "again", in: errors)
            #expect(errors.calls(of: one).first?.function == "first")
        }

        @Test("An error without a known object is found by its type and description, the last one first")
        func equalErrorIsFound() {
            let errors = ThrownErrors()
            note(Thrown("a"), "first", in: errors)
            note(Thrown("a"), "second", in: errors)
            note(Thrown("b"), "third", in: errors)
            #expect(errors.calls(of: Thrown("a")).first?.function == "second")
            #expect(errors.calls(of: Thrown("c")).isEmpty)
            #expect(errors.calls(of: Mishap(description: "a")).isEmpty)
        }

        @Test("Only the last 16 errors are kept")
        func listIsBounded() {
            let errors = ThrownErrors()
            weak var released: Thrown?
            for number in 0..<17 {
                let error = Thrown("\(number)")
                if number == 0 { released = error }
                note(error, "\(number)", in: errors)
            }
            #expect(released == nil)
            #expect(errors.calls(of: Thrown("0")).isEmpty)
            #expect(errors.calls(of: Thrown("1")).first?.function == "1")
        }
    }
#endif
