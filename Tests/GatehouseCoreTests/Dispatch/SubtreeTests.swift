import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("A subtree has one handler and one rule for a path and everything below it")
struct SubtreeTests {
    private let calls = Calls()
    private let signedIn = ["HTTP_AUTHORIZATION": "Ada"]

    private func gate(_ prefix: String = "/api") -> Gate {
        let member = Access<String>("member", else: .signIn) { request in
            calls.note("rule")
            return request.headers[.authorization]
        }
        var gate = Gate()
        gate.subtree(prefix, allow: member) { request, member in
            calls.note("handler")
            return Response(status: .ok, body: .text("\(request.method) \(request.target.segments) \(member)"))
        }
        return gate
    }

    @Test(
        "The handler gets every method and every path below the prefix, with the rule's evidence",
        arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
        ["/api", "/api/", "/api/todos", "/api/todos/", "/api/a%20b/c?x=1"]
    )
    func handlerGetsEverything(method: String, target: String) async throws {
        let response = try await gate().response(method, target, with: signedIn)
        #expect(response.status == 200)
        let segments = try RequestTarget(target.utf8).segments
        #expect(response.text == "\(method) \(segments) Ada")
        #expect(calls.all == ["rule", "handler"])
    }

    @Test("A subtree at / is the whole gate", arguments: ["/", "/a", "/a/b/"])
    func subtreeAtRoot(target: String) async throws {
        #expect(try await gate("/").response("GET", target, with: signedIn).status == 200)
    }

    @Test(
        "A denied request does not reach the handler, whatever its method and path",
        arguments: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"],
        ["/api", "/api/", "/api/todos", "/api/todos/"]
    )
    func deniedRequestStopsAtRule(method: String, target: String) async throws {
        #expect(try await gate().response(method, target).status == 401)
        #expect(!calls.all.contains("handler"))
    }

    @Test("A hidden subtree looks like a path that does not exist", arguments: ["GET", "POST", "OPTIONS", "TRACE"])
    func hiddenSubtree(method: String) async throws {
        var gate = Gate()
        gate.subtree("/api", allow: .noting(calls, { nil })) { _, _ in
            calls.note("handler")
            return Response(status: .ok)
        }
        let hidden = try await gate.response(method, "/api/todos")
        #expect(hidden == .notFound)
        #expect(try await gate.response(method, "/other") == hidden)
        #expect(!calls.all.contains("handler"))
    }

    @Test("A method that the gate does not know gets 405 behind the rule", arguments: ["TRACE", "CONNECT", "PROPFIND"])
    func unknownMethod(method: String) async throws {
        let response = try await gate().response(method, "/api/todos", with: signedIn)
        #expect(response.status == 405)
        #expect(response.headers.contains("Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"))
        #expect(!calls.all.contains("handler"))
    }

    @Test(
        "What the gate refuses for any route does not reach the handler",
        arguments: [
            ("/api/../x", 400), ("/api/%2e%2e/x", 400), ("/api/%00", 400), ("/api/a\\b", 400), ("/api/%zz", 400),
            ("/api//todos", 404), ("/api/a%2Fb", 404), ("/apix", 404), ("/", 404), ("/API/todos", 404),
        ]
    )
    func refusedTarget(target: String, status: Int) async throws {
        #expect(try await gate().response("GET", target, with: signedIn).status == status)
        #expect(calls.all.isEmpty)
    }

    @Test("A write from another site is refused before the rule")
    func crossSiteWrite() async throws {
        let headers = signedIn.merging(["HTTP_SEC_FETCH_SITE": "cross-site"]) { $1 }
        #expect(try await gate().response("POST", "/api/todos", with: headers).status == 403)
        #expect(calls.all.isEmpty)
    }

    @Test("A preflight request is answered from the table if the rule shares the routes, and not otherwise")
    func preflight() async throws {
        let fields = [
            "HTTP_ORIGIN": "https://app.example", "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "PUT",
            "HTTP_HOST": "localhost", "HTTPS": "on",
        ]
        #expect(try await gate().response("OPTIONS", "/api/todos", with: fields).status == 401)
        var shared = Gate()
        shared.subtree(
            "/api", allow: .noting(calls, { nil }).sharing(with: CrossOriginPolicy(origins: ["https://app.example"]))
        ) { _, _ in
            calls.note("handler")
            return Response(status: .ok)
        }
        let response = try await shared.response("OPTIONS", "/api/todos", with: fields)
        #expect(response.status == 204)
        #expect(response.headers.contains("Access-Control-Allow-Origin: https://app.example"))
        #expect(!calls.all.contains("handler"))
    }

    @Test("A web server cannot use a subtree to open files")
    func authorizerIsRefused() async throws {
        let values = signedIn.merging(
            [
                "REQUEST_METHOD": "GET", "REQUEST_URI": "/api/a.txt",
                "SCRIPT_FILENAME": "/home/me/public_html/api/a.txt",
            ]) { $1 }
        let verdict = try await Dispatcher(gate()).verdict(on: try parameters(values), body: RequestBody())
        guard case .refused(let response) = verdict else {
            Issue.record("the file was opened")
            return
        }
        #expect(response.status == .notFound)
    }

    @Test("Another route below the prefix is a configuration error, whatever its method")
    func routeBelowSubtree() throws {
        for method in [HTTPRequest.Method.get, try #require(HTTPRequest.Method("PROPFIND"))] {
            var gate = gate()
            gate.on(method, "/api/open", allow: .everyone) { _ in "open" }
            #expect(throws: GateError.self) { try gate.routes() }
        }
    }

    @Test("OPTIONS still cannot be routed outside of a subtree")
    func optionsRoute() throws {
        var gate = gate()
        gate.on(.options, "/other", allow: .everyone) { _ in "" }
        #expect(throws: GateError.self) { try gate.routes() }
    }

    @Test(
        "Subtrees with the same prefix, and an invalid prefix, are configuration errors",
        arguments: ["/api", "api", ""])
    func invalidPrefix(prefix: String) throws {
        var gate = gate()
        gate.subtree(prefix, allow: .everyone) { _, _ in Response(status: .ok) }
        #expect(throws: GateError.self) { try gate.routes() }
    }
}
