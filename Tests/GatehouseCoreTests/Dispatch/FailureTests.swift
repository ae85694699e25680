import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Failures: what the client is told, and what only the log knows")
struct FailureTests {
    private func gate(throwing error: some Error) -> Gate {
        var gate = Gate()
        gate.get("/x", allow: .everyone) { _ -> String in throw error }
        return gate
    }

    @Test("an HTTPError is the answer that it says, with its message and its fields")
    func httpError() async throws {
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
        "an HTTPError with a status that is no error is a 500: nobody throws a way in",
        arguments: [100, 200, 204, 304, 399, 600])
    func noError(status: Int) async throws {
        let error = HTTPError(HTTPResponse.Status(code: status), "fine")
        #expect(try await gate(throwing: error).answer("GET", "/x") == .failed)
    }

    @Test("what breaks is answered with a number that the log has too, and that is different each time")
    func incident() async throws {
        let log = CollectedLog()
        #expect(try await gate(throwing: Mishap()).answer("GET", "/x", log: log).text.contains("Incident TEST\n"))
        #expect(log.lines.contains { $0.contains("incident=TEST") })
        let numbers = Set((0..<100).map { _ in Surroundings.randomIncident() })
        #expect(numbers.count == 100)
        #expect(numbers.allSatisfy { $0.count == 9 })
    }

    @Test("a denial and a path without a route have no incident")
    func noIncident() async throws {
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

    @Test("a page of the program's own keeps the status and the fields of the failure, whatever it says")
    func page() async throws {
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

    @Test("with a page too, hidden is byte for byte unknown")
    func hiddenPage() async throws {
        let gate = paged(.nobody)
        let unknown = try await gate.answer("GET", "/y")
        #expect(unknown.text == "<h1>404 - -</h1>")
        for (method, target) in [("GET", "/x"), ("PUT", "/x"), ("OPTIONS", "/x"), ("GET", "/x/")] {
            #expect(try await gate.answer(method, target) == unknown, "\(method) \(target)")
        }
    }

    @Test("a page that breaks is replaced by plain text")
    func brokenPage() async throws {
        var gate = gate(throwing: Mishap())
        gate.errorPage { _ -> String in throw Mishap(description: "in the page") }
        #expect(try await gate.answer("GET", "/x") == .failed)
        #expect(try await gate.answer("GET", "/y") == .notFound)
    }

    // MARK: The detailed page of a debug build

    private let local = ["REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8080"]

    @Test("in a debug build a client on the same machine is shown what broke")
    func debugPage() async throws {
        let text = try await gate(throwing: Mishap()).answer("GET", "/x", with: local).text
        #expect(text.contains("Mishap") && text.contains("a mishap") && text.contains("route     /x"))
    }

    @Test(
        "nobody else is shown it: another address, another name, or a proxy in between",
        arguments: [
            ["REMOTE_ADDR": "192.0.2.1"], ["REMOTE_ADDR": ""], ["REMOTE_ADDR": "1270.0.0.1"],
            ["HTTP_HOST": "www.example.com"], ["HTTP_HOST": "localhost.example.com"],
            ["HTTP_HOST": "127.0.0.1.example.com"], ["HTTP_HOST": "127.0.0.999"],
            ["HTTP_X_FORWARDED_FOR": "192.0.2.1"], ["HTTP_FORWARDED": "for=192.0.2.1"], ["HTTP_VIA": "1.1 p"],
            ["HTTP_X_REAL_IP": "192.0.2.1"], ["HTTP_X_FORWARDED_HOST": "h"],
        ]
    )
    func noDebugPage(_ more: [String: String]) async throws {
        var gate = gate(throwing: Mishap())
        gate.configuration.hosts = .any
        gate.configuration.https = .notRequired
        let answer = try await gate.answer("GET", "/x", with: local.merging(more) { $1 })
        #expect(answer == .failed)
    }
}
