import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Dispatcher responds to every request, and runs no handler without its rule")
struct DispatcherTests {
    private func gate(_ access: Access<String>, _ calls: Calls) -> Gate {
        var gate = Gate()
        gate.get("/x", allow: access) { _, evidence in
            calls.note("handler")
            return evidence
        }
        gate.post("/x", allow: access) { _, evidence in
            calls.note("handler")
            return evidence
        }
        return gate
    }

    private func gate(throwing error: some Error) -> Gate {
        var gate = Gate()
        gate.get("/x", allow: .everyone) { _ -> String in throw error }
        return gate
    }

    @Test("A rule is evaluated once, before the handler, for every method", arguments: ["GET", "HEAD", "POST"])
    func ruleRunsOnceBeforeHandler(method: String) async throws {
        let calls = Calls()
        #expect(try await gate(.noting(calls), calls).response(method, "/x").text == "evidence")
        #expect(calls.all == ["rule", "handler"])
    }

    @Test("A rule is evaluated again for each request")
    func ruleIsEvaluatedForEachRequest() async throws {
        let calls = Calls()
        let dispatcher = try Dispatcher(gate(.noting(calls), calls))
        for _ in 0..<3 {
            _ = await dispatcher.respond(
                to: try parameters(["REQUEST_METHOD": "GET", "REQUEST_URI": "/x"]),
                body: RequestBody()
            )
        }
        #expect(calls.all == ["rule", "handler", "rule", "handler", "rule", "handler"])
    }

    // MARK: Denials

    @Test(
        "nil gives the rule's denial, and the handler does not run",
        arguments: [
            (Denial.hidden, 404, nil), (.forbidden, 403, nil), (.signIn, 401, "Bearer"),
            (.signIn(challenge: "Basic realm=\"members\""), 401, "Basic realm=\"members\""),
        ] as [(Denial, Int, String?)]
    )
    func denialHasItsStatus(_ denial: Denial, status: Int, challenge: String?) async throws {
        for method in ["GET", "HEAD", "POST"] {
            let calls = Calls()
            let response = try await gate(.noting(calls, else: denial) { nil }, calls).response(method, "/x")
            #expect(calls.all == ["rule"])
            #expect(response.status == status)
            #expect(
                response.headers.filter { $0.hasPrefix("WWW-Authenticate") }
                    == (challenge.map { ["WWW-Authenticate: \($0)"] } ?? []))
            #expect(response.headers.contains("Cache-Control: no-store"))
            #expect(!response.text.contains("rule"))
            // A denial that the rule or the handler throws gives the same response.
            let thrown = try await gate(.noting(calls) { throw denial }, calls).response(method, "/x")
            #expect(thrown == response)
        }
        #expect(try await gate(throwing: denial).response("GET", "/x").status == status)
    }

    @Test("A denial defaults to hidden")
    func denialDefaultsToHidden() async throws {
        var gate = Gate()
        gate.get("/x", allow: Access<String>("nobody") { _ in nil }) { _, _ in "never" }
        #expect(try await gate.response("GET", "/x") == .notFound)
    }

    @Test("A hidden path gets the same bytes as a missing path or an unknown method")
    func hiddenLooksLikeMissing() async throws {
        let calls = Calls()
        var gate = gate(.noting(calls) { nil }, calls)
        gate.get("/thrown", allow: .noting(calls) { throw Denial.hidden }) { _, _ in "never" }
        gate.get("/handler/{id}", allow: .everyone) { _ -> String in throw Denial.hidden }
        let unknown = try await gate.response("GET", "/unknown")
        #expect(unknown.status == 404)
        #expect(unknown.text == "404 Not Found\n")
        #expect(
            unknown.headers == [
                "Content-Type: text/plain; charset=utf-8", "Cache-Control: no-store", "X-Content-Type-Options: nosniff",
            ])
        for (method, target) in [
            ("GET", "/x"), ("HEAD", "/x"), ("POST", "/x"), ("PUT", "/x"), ("BREW", "/x"), ("GET", "/thrown"),
            ("POST", "/thrown"),
            ("OPTIONS", "/x"), ("GET", "/x/"), ("POST", "/x/"), ("GET", "/handler/7"), ("GET", "/x?q"),
            ("GET", "/unknown/path"), ("GET", "/unknown%2Fpath"), ("OPTIONS", "/unknown"),
        ] {
            #expect(try await gate.response(method, target) == unknown, "\(method) \(target)")
        }
    }

    @Test(
        "An invalid challenge is a 500, and nothing of it is sent",
        arguments: [
            "Bearer\r\nSet-Cookie: a=b", "Bearer\nX: y", "Bearer\rX", "Bearer\0", "", "Bearer\u{1}", "Bearer\u{7F}",
        ]
    )
    func invalidChallengeIs500(_ challenge: String) async throws {
        let denial = Denial.signIn(challenge: challenge)
        let log = CollectedLog()
        #expect(
            try await gate(.noting(Calls(), else: denial) { nil }, Calls()).response("GET", "/x", log: log) == .failed)
        #expect(try await gate(throwing: denial).response("GET", "/x") == .failed)
        #expect(log.lines.contains { $0.contains("WWW-Authenticate") })
    }

    // MARK: Errors

    @Test("A rule that throws is a 500 without details, and the handler does not run")
    func throwingRuleIs500() async throws {
        let calls = Calls()
        let log = CollectedLog()
        let gate = gate(.noting(calls) { throw Mishap(description: "secret\n\u{1B}[31m") }, calls)
        #expect(try await gate.response("GET", "/x", log: log) == .failed)
        #expect(calls.all == ["rule"])
        #expect(log.lines.contains { $0.hasPrefix("error: ") && $0.contains(#"secret\x0a\x1b[31m"#) })
    }

    @Test("A handler that throws is a 500 without the reason")
    func throwingHandlerIs500() async throws {
        let log = CollectedLog()
        #expect(try await gate(throwing: Mishap()).response("GET", "/x", log: log) == .failed)
        #expect(log.lines.contains { $0.hasPrefix("error: ") && $0.contains("a mishap") && $0.contains("route=/x") })
    }

    @Test("A response that cannot be converted is a 500")
    func failedConversionIs500() async throws {
        struct Broken: ResponseConvertible {
            func response(to request: Request) throws -> Response { throw Mishap() }
        }
        var gate = Gate()
        gate.get("/x", allow: .everyone) { _ in Broken() }
        #expect(try await gate.response("GET", "/x") == .failed)
    }

    @Test("Cancellation in a rule or handler is a 503")
    func cancellationIs503() async throws {
        let calls = Calls()
        let response = try await gate(.noting(calls) { throw CancellationError() }, calls).response("GET", "/x")
        #expect(response == .broken(.serviceUnavailable))
        #expect(calls.all == ["rule"])
        #expect(try await gate(throwing: CancellationError()).response("GET", "/x").status == 503)
    }

    @Test(
        "Each error of the body has its own status, in rules and handlers",
        arguments: [(RequestBodyError.Code.tooLarge, 413), (.timedOut, 408), (.truncated, 400), (.closed, 400)]
    )
    func bodyErrorsHaveTheirStatus(code: RequestBodyError.Code, status: Int) async throws {
        #expect(try await gate(throwing: RequestBodyError(code)).response("GET", "/x").status == status)
        let calls = Calls()
        #expect(
            try await gate(.noting(calls) { throw RequestBodyError(code) }, calls).response("GET", "/x").status
                == status)
        #expect(calls.all == ["rule"])
    }

    @Test("A body above the handler's limit is a 413; one at the limit is read")
    func bodyAboveLimitIs413() async throws {
        var gate = Gate()
        gate.post("/x", allow: .everyone) { request in
            Response(status: .ok, body: .bytes(try await request.body.collect(upTo: 3)))
        }
        #expect(try await gate.response("POST", "/x", body: RequestBody([1, 2, 3])).body == [1, 2, 3])
        #expect(
            try await gate.response("POST", "/x", body: RequestBody([1, 2, 3, 4])).text
                == "413 Content Too Large\nThe request is too large.\n")
    }

    // MARK: Refusals

    @Test(
        "A refused target is a 400 and reaches neither rule nor handler",
        arguments: [
            "", "x", "/x/../x", "/%78%", "/x%2F..", "/x\\", "/x#", "/%C0%AF", "/x%00", "http:///x",
        ]
    )
    func refusedTargetIs400(_ target: String) async throws {
        let calls = Calls()
        #expect(try await gate(.noting(calls), calls).response("GET", target) == .badRequest)
        #expect(calls.all.isEmpty)
    }

    @Test(
        "The program's own URL gets the response of a missing path, and no rule is evaluated",
        arguments: ["/app.fcgi", "/app.fcgi/", "/app.fcgi/x", "/%61pp.fcgi/x", "/app%2Efcgi"]
    )
    func programURLLooksLikeMissing(_ path: String) async throws {
        let calls = Calls()
        let rule = Access("a rule") { _ in
            calls.note("rule")
            return true
        }
        var gate = Gate()
        gate.get("/{a}", allow: rule) { _ in "reached" }
        gate.get("/{a}/{b}", allow: rule) { _ in "reached" }
        #expect(try await gate.response("GET", path) == .notFound)
        #expect(try await gate.response("GET", path, mount: Mount("/")) == .notFound)
        #expect(try await gate.response("GET", "/sub/app" + path, mount: Mount("/sub/app")) == .notFound)
        let rewritten = ["SCRIPT_NAME": "/sub/app/app.fcgi", "SCRIPT_FILENAME": "/srv/app.fcgi", "PATH_INFO": "/"]
        #expect(try await gate.response("GET", "/sub/app" + path, with: rewritten) == .notFound)
        #expect(calls.all.isEmpty)
        // The same routes serve other paths, and a program with another name.
        #expect(try await gate.response("GET", "/app.fcgi2").text == "reached")
        #expect(try await gate.response("GET", "/app.fcgi/x", programName: "other.fcgi").text == "reached")
    }

    @Test("A missing target, a contradicting parameter or an error document is a 400")
    func refusedGatewayValuesAre400() async throws {
        let calls = Calls()
        let gate = gate(.noting(calls), calls)
        #expect(try await gate.response("GET", nil) == .badRequest)
        #expect(try await gate.response("GET", "/x", with: ["REDIRECT_URL": "/y"]) == .badRequest)
        #expect(try await gate.response("GET", "/x", with: ["SCRIPT_NAME": "/y"]) == .badRequest)
        #expect(try await gate.response("GET", "/x", with: ["REDIRECT_STATUS": "404"]) == .badRequest)
        #expect(try await gate.response("GET", "/x", mount: Mount("/sub")) == .badRequest)
        #expect(calls.all.isEmpty)
        #expect(try await gate.response("GET", "/sub/x", mount: Mount("/sub")).status == 200)
    }

    @Test(
        "A missing or malformed method is a 400, and no rule is evaluated",
        arguments: [nil, "", "GE T", "GET\n", "G(T", "GÉT"])
    func invalidMethodIs400(_ method: String?) async throws {
        let calls = Calls()
        #expect(try await gate(.noting(calls), calls).response(method, "/x") == .badRequest)
        #expect(calls.all.isEmpty)
    }
}
