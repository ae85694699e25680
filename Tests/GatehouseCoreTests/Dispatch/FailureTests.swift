import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Failures show little to the client and all to the log")
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
        let answer = try await gate(throwing: error).answer("GET", "/x", log: log)
        #expect(answer.status == 409)
        #expect(answer.text == "409 Conflict\nSomebody was faster.\n")
        #expect(answer.headers.contains("Retry-After: 7"))
        #expect(answer.headers.contains("Cache-Control: no-store"))
        let line = try #require(log.lines.first)
        #expect(line.hasPrefix("info: refused: ") && line.contains("FailureTests.swift"))
    }

    @Test(
        "An HTTPError with a status that is not an error is a 500",
        arguments: [100, 200, 204, 304, 399, 600])
    func httpErrorWithoutErrorStatusIs500(status: Int) async throws {
        let error = HTTPError(HTTPResponse.Status(code: status), "fine")
        #expect(try await gate(throwing: error).answer("GET", "/x") == .failed)
    }

    @Test("A failure has a random incident number, which the log has too")
    func failureHasIncidentNumber() async throws {
        let log = CollectedLog()
        #expect(try await gate(throwing: Mishap()).answer("GET", "/x", log: log).text.contains("Incident TEST\n"))
        #expect(log.lines.contains { $0.contains("incident=TEST") })
        let numbers = Set((0..<100).map { _ in Surroundings.randomIncident() })
        #expect(numbers.count == 100)
        #expect(numbers.allSatisfy { $0.count == 9 })
    }

    @Test("A denial and a missing path have no incident number")
    func denialHasNoIncident() async throws {
        let log = CollectedLog()
        #expect(try await gate(throwing: Denial.forbidden).answer("GET", "/x", log: log).text == "403 Forbidden\n")
        #expect(try await gate(throwing: Mishap()).answer("GET", "/y", log: log).text == "404 Not Found\n")
        #expect(!log.lines.contains { $0.contains("incident") })
    }

    // MARK: Error pages

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
        let failed = try await paged(.everyone).answer("GET", "/x")
        #expect(failed.status == 500)
        #expect(failed.text == "<h1>500 - TEST</h1>")
        #expect(failed.headers.contains("Content-Type: text/html"))
        #expect(failed.headers.contains("Cache-Control: no-store"))
        let signIn = try await paged(Access("r", else: .signIn) { _ in nil }).answer("GET", "/x")
        #expect(signIn.status == 401)
        #expect(signIn.text == "<h1>401 - -</h1>")
        #expect(signIn.headers.contains("WWW-Authenticate: Bearer"))
        let method = try await paged(.everyone).answer("PUT", "/x")
        #expect(method.status == 405)
        #expect(method.headers.contains("Allow: GET, HEAD, OPTIONS"))
    }

    @Test("With an error page, too, a hidden path looks like a missing path")
    func hiddenErrorPageLooksLikeMissing() async throws {
        let gate = paged(.nobody)
        let unknown = try await gate.answer("GET", "/y")
        #expect(unknown.text == "<h1>404 - -</h1>")
        for (method, target) in [("GET", "/x"), ("PUT", "/x"), ("OPTIONS", "/x"), ("GET", "/x/")] {
            #expect(try await gate.answer(method, target) == unknown, "\(method) \(target)")
        }
    }

    @Test("An error page that fails is replaced by plain text")
    func failingErrorPageIsReplaced() async throws {
        var gate = gate(throwing: Mishap())
        gate.errorPage { _ -> String in throw Mishap(description: "in the page") }
        #expect(try await gate.answer("GET", "/x") == .failed)
        #expect(try await gate.answer("GET", "/y") == .notFound)
    }

    // MARK: The detailed page of a debug build

    private let local = ["REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8080"]

    @Test("In a debug build a client on the same machine sees the error")
    func debugPageIsShownLocally() async throws {
        let text = try await gate(throwing: Mishap()).answer("GET", "/x", with: local).text
        #expect(text.contains("Mishap") && text.contains("a mishap") && text.contains("route     /x"))
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
        let answer = try await gate.answer("GET", "/x", with: local.merging(more) { $1 })
        #expect(answer == .failed)
    }
}
