import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Failures show little to the client and everything to the log")
struct FailureTests {
    private func gate(throwing error: some Error) -> Gate {
        var gate = Gate()
        gate.get("/x", allow: .everyone) { _ -> String in throw error }
        return gate
    }

    @Test("An HTTPError becomes a response with its status, message and fields")
    func httpErrorBecomesResponse() async throws {
        let error = HTTPError(.conflict, "Somebody was faster.", headers: [.retryAfter: "7"])
        let log = CollectedLog()
        let response = try await gate(throwing: error).response("GET", "/x", log: log)
        #expect(response.status == 409)
        #expect(response.text == "409 Conflict\nSomebody was faster.\n")
        #expect(response.headers.contains("Retry-After: 7"))
        #expect(response.headers.contains("Cache-Control: no-store"))
        let line = try #require(log.lines.first)
        #expect(line.hasPrefix("info: refused: ") && line.contains("FailureTests.swift"))
    }

    @Test(
        "An HTTPError with a status that is not an error is a 500",
        arguments: [100, 200, 204, 304, 399, 600])
    func httpErrorWithoutErrorStatusIs500(status: Int) async throws {
        let error = HTTPError(HTTPResponse.Status(code: status), "fine")
        #expect(try await gate(throwing: error).response("GET", "/x") == .failed)
    }

    @Test("A failure has a random incident number, which the log has too")
    func failureHasIncidentNumber() async throws {
        let log = CollectedLog()
        #expect(try await gate(throwing: Mishap()).response("GET", "/x", log: log).text.contains("Incident TEST\n"))
        #expect(log.lines.contains { $0.contains("incident=TEST") })
        let numbers = Set((0..<100).map { _ in Dependencies.randomIncident() })
        #expect(numbers.count == 100)
        #expect(numbers.allSatisfy { $0.count == 9 })
    }

    @Test("A denial and a missing path have no incident number")
    func denialHasNoIncident() async throws {
        let log = CollectedLog()
        #expect(try await gate(throwing: Denial.forbidden).response("GET", "/x", log: log).text == "403 Forbidden\n")
        #expect(try await gate(throwing: Mishap()).response("GET", "/y", log: log).text == "404 Not Found\n")
        #expect(!log.lines.contains { $0.contains("incident") })
    }

    /// Breaks if one of two cookies is lost: signing out would end only one of two sessions.
    @Test(
        "A repeated field in an HTTPError or a denial is sent twice, also with an error page",
        arguments: [false, true])
    func repeatedFieldsAreSentTwice(hasPage: Bool) async throws {
        var headers: HTTPFields = [.retryAfter: "7", .cacheControl: "no-cache"]
        for value in ["a=1", "b=2"] { headers.append(HTTPField(name: .setCookie, value: value)) }
        var gate = gate(throwing: HTTPError(.conflict, headers: headers))
        if hasPage {
            gate.errorPage { _ in
                Response(status: .ok, headers: [.setCookie: "c=3", .contentType: "text/html"], body: .text("page"))
            }
        }
        let response = try await gate.response("GET", "/x")
        #expect(response.headers.filter { $0.hasPrefix("Set-Cookie: ") } == ["Set-Cookie: a=1", "Set-Cookie: b=2"])
        #expect(response.headers.filter { $0.hasPrefix("Cache-Control: ") } == ["Cache-Control: no-cache"])
        #expect(response.headers.filter { $0.hasPrefix("Retry-After: ") } == ["Retry-After: 7"])
    }

    // MARK: Invalid input of the client

    private struct Seat: LosslessStringConvertible {
        let description: String
        init?(_ text: String) {
            guard text.utf8.first == UInt8(ascii: "A") else { return nil }
            description = text
        }
    }

    private func typed() -> Gate {
        let note = Access<Int>("note") { request in try request.path["id", as: Int.self] }
        var gate = Gate()
        gate.get("/handler/{id}", allow: .everyone) { request in "\(try request.path["id", as: Int.self])" }
        gate.get("/seat/{id}", allow: .everyone) { request in "\(try request.path["id", as: Seat.self])" }
        gate.get("/rule/{id}", allow: note) { _, id in "\(id)" }
        gate.get("/either/{id}", allow: note.or(Access("fallback") { _ in 0 })) { _, id in "\(id)" }
        gate.put("/rule/{id}", allow: .everyone) { _ in "" }
        gate.get("/typed/{id:int}", allow: note) { _, id in "\(id)" }
        gate.get("/mistake/{id}", allow: .everyone) { request in "\(try request.path["other", as: Int.self])" }
        return gate
    }

    @Test(
        "A parameter that does not fit the requested type is a 404 without an incident, as for {id:int}",
        arguments: [
            "/handler/what", "/seat/b", "/rule/what", "/rule/99999999999999999999", "/typed/what", "/handler/1.0",
        ])
    func mismatchingParameterIs404(target: String) async throws {
        let log = CollectedLog()
        let unknown = try await typed().response("GET", "/nowhere")
        #expect(try await typed().response("GET", target, log: log) == unknown)
        #expect(log.lines.allSatisfy { !$0.hasPrefix("error") && !$0.contains("incident") }, "\(log.lines)")
    }

    @Test(
        "A rule with such a parameter opens nothing and hides no other route; an unknown parameter name is a 500"
    )
    func mismatchOpensNothing() async throws {
        #expect(try await typed().response("GET", "/rule/7").text == "7")
        #expect(try await typed().response("GET", "/either/what").status == 404)
        let options = try await typed().response("OPTIONS", "/rule/what")
        #expect(options.status == 204)
        #expect(options.headers.contains("Allow: PUT, OPTIONS"), "\(options.headers)")
        #expect(try await typed().response("GET", "/mistake/7").status == 500)
    }

    @Test("The response to a body that is too large says so")
    func tooLargeBodyIsExplained() async throws {
        let response = try await gate(throwing: RequestBodyError(.tooLarge)).response("GET", "/x")
        #expect(response.status == 413)
        #expect(response.text == "413 Content Too Large\nThe request is too large.\n")
    }

    // MARK: Error pages

    @Test(
        "A client that accepts only JSON gets JSON, even if the program has an error page",
        arguments: [
            (["HTTP_ACCEPT": "application/json"], true), (["CONTENT_TYPE": "application/json"], true),
            (["HTTP_ACCEPT": "application/json, text/html"], false), (["HTTP_ACCEPT": "text/html"], false),
            ([:], false),
        ])
    func jsonClientsGetJSON(fields: [String: String], isJSON: Bool) async throws {
        for (target, status) in [("/x", 500), ("/y", 404)] {
            let response = try await paged(.everyone).response("GET", target, with: fields)
            #expect(response.status == status)
            #expect(response.headers.contains("Content-Type: application/json") == isJSON, "\(response.headers)")
            #expect(response.text.hasPrefix("{\"status\": \(status)") == isJSON, "\(response.text)")
        }
    }

    /// A page whose `response(to:)` shows everything that it gets.
    private struct Nosy: ResponseConvertible {
        func response(to request: Request) throws -> Response {
            let seen = [
                request.method.rawValue, request.target.segments.joined(separator: "/"), request.target.query ?? "-",
                request.headers[.cookie] ?? "-", request.headers[.authorization] ?? "-", request.path.route ?? "-",
                request.parameters["REQUEST_URI"] ?? "-", try request.url(for: "home"),
            ]
            return Response(
                status: .ok, headers: [.contentType: "text/html"],
                body: .text("\(seen.joined(separator: " ")) \(request.nonce)"))
        }
    }

    @Test("An error page gets nothing of the request, but can make links and use the nonce of the response")
    func errorPageGetsNoRequest() async throws {
        var gate = Gate()
        gate.get("/start", as: "home", allow: .everyone) { _ in "" }
        gate.put("/secret/{id}", allow: .everyone) { request -> String in
            _ = request.nonce
            throw Mishap()
        }
        gate.errorPage { _ in Nosy() }
        let dispatcher = try Dispatcher(gate, withDefaultHeaders: true)
        for target in ["/secret/key?word", "/nowhere?word"] {
            let response = await dispatcher.respond(
                to: try parameters([
                    "REQUEST_METHOD": "PUT", "REQUEST_URI": target, "HTTP_HOST": "localhost",
                    "REMOTE_ADDR": "127.0.0.1", "HTTP_COOKIE": "a=b", "HTTP_AUTHORIZATION": "Bearer x", "HTTP_VIA": "p",
                ]),
                body: RequestBody()
            )
            let received = ReceivedResponse(response)
            let words = received.text.split(separator: " ")
            #expect(words.dropLast() == ["GET", "-", "-", "-", "-", "-", "/start"], "\(received.text)")
            let nonce = try #require(words.last)
            let policy = received.headers.first { $0.hasPrefix("Content-Security-Policy: ") }
            #expect(policy?.contains("'nonce-\(nonce)'") == true, "\(policy ?? "")")
        }
    }

    private func paged(_ access: Access<Void>) -> Gate {
        var gate = Gate()
        gate.get("/x", allow: access) { _ -> String in throw Mishap(description: "secret") }
        gate.errorPage { failure in
            Response(
                status: .ok,
                headers: [.contentType: "text/html", .cacheControl: "public"],
                body: .text("<h1>\(failure.status.code) \(failure.message ?? "-") \(failure.incident ?? "-")</h1>")
            )
        }
        return gate
    }

    @Test("An error page keeps the status and the fields of the failure")
    func errorPageKeepsStatusAndFields() async throws {
        let failed = try await paged(.everyone).response("GET", "/x")
        #expect(failed.status == 500)
        #expect(failed.text == "<h1>500 - TEST</h1>")
        #expect(failed.headers.contains("Content-Type: text/html"))
        #expect(failed.headers.contains("Cache-Control: no-store"))
        let signIn = try await paged(Access("r", else: .signIn) { _ in false }).response("GET", "/x")
        #expect(signIn.status == 401)
        #expect(signIn.text == "<h1>401 - -</h1>")
        #expect(signIn.headers.contains("WWW-Authenticate: Bearer"))
        let method = try await paged(.everyone).response("PUT", "/x")
        #expect(method.status == 405)
        #expect(method.headers.contains("Allow: GET, HEAD, OPTIONS"))
    }

    @Test("With an error page a hidden path still looks like a missing path")
    func hiddenErrorPageLooksLikeMissing() async throws {
        let gate = paged(.nobody)
        let unknown = try await gate.response("GET", "/y")
        #expect(unknown.text == "<h1>404 - -</h1>")
        for (method, target) in [("GET", "/x"), ("PUT", "/x"), ("OPTIONS", "/x"), ("GET", "/x/")] {
            #expect(try await gate.response(method, target) == unknown, "\(method) \(target)")
        }
    }

    @Test("An error page that fails is replaced by plain text")
    func failingErrorPageIsReplaced() async throws {
        var gate = gate(throwing: Mishap())
        gate.errorPage { _ -> String in throw Mishap(description: "in the page") }
        #expect(try await gate.response("GET", "/x") == .failed)
        #expect(try await gate.response("GET", "/y") == .notFound)
    }

    // MARK: The detailed page of a debug build

    private let local = ["REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8080"]

    @Test("In a debug build a client on the same machine sees the error")
    func debugPageIsShownLocally() async throws {
        let text = try await gate(throwing: Mishap()).response("GET", "/x", with: local).text
        #expect(text.contains("Mishap") && text.contains("a mishap") && text.contains("route     GET /x"))
    }

    @Test(
        "Other addresses, other host names and proxied requests do not see the debug page",
        arguments: [
            ["REMOTE_ADDR": "192.0.2.1"], ["REMOTE_ADDR": ""], ["REMOTE_ADDR": "1270.0.0.1"],
            ["HTTP_HOST": "www.example.com"], ["HTTP_HOST": "localhost.example.com"],
            ["HTTP_HOST": "127.0.0.1.example.com"], ["HTTP_HOST": "127.0.0.999"],
            ["HTTP_X_FORWARDED_FOR": "192.0.2.1"], ["HTTP_FORWARDED": "for=192.0.2.1"], ["HTTP_VIA": "1.1 p"],
            ["HTTP_X_REAL_IP": "192.0.2.1"], ["HTTP_X_FORWARDED_HOST": "h"],
        ]
    )
    func debugPageIsNotShownRemotely(_ more: [String: String]) async throws {
        var gate = gate(throwing: Mishap())
        gate.configuration.hosts = .any
        gate.configuration.https = .notRequired
        let response = try await gate.response("GET", "/x", with: local.merging(more) { $1 })
        #expect(response == .failed)
    }
}
