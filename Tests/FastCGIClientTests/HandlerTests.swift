import FastCGI
import FastCGIClient
import Testing

@Suite("Handlers called from a test", .timeLimit(.minutes(5)))
struct HandlerTests {
    /// The handler under test.
    private func response(_ request: Request, _ response: consuming ResponseWriter) async throws {
        switch request.parameters["REQUEST_URI"] {
        case "/":
            try response.finish(HTTPResponse(status: .ok), body: Array("Hello\n".utf8))
        case "/echo":
            try response.finish(HTTPResponse(status: .ok), body: try await request.body.collect(upTo: 100_000))
        case "/half":
            var body = try response.start(HTTPResponse(status: .ok))
            try body.write([1, 2, 3])
            try body.flush()
        case "/status":
            response.setApplicationStatus(7)
            try response.finish(HTTPResponse(status: .notFound))
        case let target:
            throw NoSuchTarget(description: target ?? "none")
        }
    }

    private struct NoSuchTarget: Error, CustomStringConvertible {
        let description: String
    }

    private func ask(_ target: String, body: [UInt8] = [], role: UInt16 = 1) async throws -> ClientResponse {
        var parameters = [(name: "REQUEST_URI", value: target)]
        if !body.isEmpty { parameters.append((name: "CONTENT_LENGTH", value: "\(body.count)")) }
        return try await ClientRequest(parameters, body: body, role: role).response(by: response)
    }

    @Test("A handler responds as it does behind a web server")
    func handlersRespondAsBehindWebServer() async throws {
        #expect(try await ask("/").head().body == Array("Hello\n".utf8))
        let body = [UInt8](repeating: 0x61, count: 70_000)
        #expect(try await ask("/echo", body: body).head().body == body)
        #expect(try await ask("/echo", body: body + body).head().status == .internalServerError)
        #expect(try await ask("/status").applicationStatus == 7)
    }

    @Test("A thrown error is logged, and the response is a 500")
    func thrownErrorIsLoggedAs500() async throws {
        let response = try await ask("/nowhere")
        #expect(try response.head().status == .internalServerError)
        let errors = String(decoding: response.errors, as: UTF8.self)
        #expect(errors.hasPrefix("error fastcgi: the handler failed: \"/nowhere\"\n"), "\(errors)")
    }

    /// Breaks if a test accepts half a response as complete, or waits forever.
    @Test("An unfinished response is an error")
    func unfinishedResponseIsAnError() async throws {
        await #expect(throws: ClientError.self) { try await ask("/half") }
    }

    @Test("The server's limits apply: unknown roles and too many parameters are refused")
    func serverLimitsApply() async throws {
        #expect(try await ask("/", role: 2).head().status == .forbidden)
        var configuration = ServerConfiguration()
        configuration.parameterLimits.count = 1
        let request = ClientRequest([("REQUEST_URI", "/"), ("X", "y")])
        #expect(try await request.response(by: response, configuration: configuration).head().status == .badRequest)
    }

    @Test("Concurrent handlers may wait for Swift's own threads")
    func concurrentHandlersDoNotBlock() async throws {
        let count = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let response = try await ClientRequest([("REQUEST_URI", "/")]).response { _, response in
                        try await Task.detached { try await Task.sleep(for: .milliseconds(1)) }.value
                        try response.finish(HTTPResponse(status: .ok))
                    }
                    return try response.head().status == .ok
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(count == 16)
    }
}
