import FastCGI
import FastCGIClient
import Testing

@Suite("Handlers that a test asks", .timeLimit(.minutes(5)))
struct HandlerTests {
    /// A handler as its program has it.
    private func answer(_ request: Request, _ response: consuming ResponseWriter) async throws {
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
        return try await ClientRequest(parameters, body: body, role: role).answer(by: answer)
    }

    @Test("answer as they do a web server")
    func answers() async throws {
        #expect(try await ask("/").head().body == Array("Hello\n".utf8))
        let body = [UInt8](repeating: 0x61, count: 70_000)
        #expect(try await ask("/echo", body: body).head().body == body)
        #expect(try await ask("/echo", body: body + body).head().status == .internalServerError)
        #expect(try await ask("/status").applicationStatus == 7)
    }

    @Test("what they fail of is in the errors, and the answer a 500")
    func failure() async throws {
        let response = try await ask("/nowhere")
        #expect(try response.head().status == .internalServerError)
        let errors = String(decoding: response.errors, as: UTF8.self)
        #expect(errors.hasPrefix("error fastcgi: the handler failed: \"/nowhere\"\n"), "\(errors)")
    }

    /// Breaks if a test takes half an answer for a whole one, or waits for ever.
    @Test("an answer that breaks off is an error")
    func half() async throws {
        await #expect(throws: ClientError.self) { try await ask("/half") }
    }

    @Test("what a server refuses is refused: a role that it does not serve, more parameters than it takes")
    func refusals() async throws {
        #expect(try await ask("/", role: 2).head().status == .forbidden)
        var configuration = ServerConfiguration()
        configuration.parameterLimits.count = 1
        let request = ClientRequest([("REQUEST_URI", "/"), ("X", "y")])
        #expect(try await request.answer(by: answer, configuration: configuration).head().status == .badRequest)
    }

    @Test("many at a time, whose handlers wait for Swift's own threads")
    func manyAtOnce() async throws {
        let count = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let response = try await ClientRequest([("REQUEST_URI", "/")]).answer { _, response in
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
