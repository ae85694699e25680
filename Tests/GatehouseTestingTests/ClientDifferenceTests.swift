import Gatehouse
import GatehouseTesting
import Testing

/// Cases in which a test in memory could pass although the live server differs. Each was a bug of InMemoryClient.
@Suite("InMemoryClient responds as the binding does, also where the binding changes the response", .serialized)
struct ClientDifferenceTests {
    /// The responses in memory and over the socket.
    private func responses(
        _ request: TestRequest,
        _ handler: @escaping @Sendable (Request) async throws -> Response
    ) async throws -> (inMemory: TestResponse, live: TestResponse) {
        var gate = Gate()
        gate.get("/", allow: .everyone, handler: handler)
        gate.post("/", allow: .everyone, handler: handler)
        let gates = gate
        return (
            try await ClientKind.inMemory.asking(gates) { try await $0.send(request) },
            try await ClientKind.oneWorker.asking(gates) { try await $0.send(request) }
        )
    }

    @Test("204 and 304 have no Content-Length", arguments: [204, 304])
    func bodylessStatusesHaveNoLength(code: Int) async throws {
        let responses = try await responses(TestRequest(.get, "/")) { _ in Response(status: .init(code: code)) }
        #expect(responses.live.status.code == code)
        #expect(responses.live.headers[.contentLength] == nil)
        #expect(responses.inMemory == responses.live)
    }

    @Test(
        "A response that the binding refuses is a 500 for every client",
        arguments: [
            Response(status: .ok, headers: [.location: "/x"]), Response(status: .ok, headers: [.connection: "close"]),
            Response(status: .init(code: 103)), Response(status: .noContent, body: .text("x")),
            Response(status: .ok, headers: [.contentLength: "9"]),
        ]
    )
    func invalidResponseIs500(_ response: Response) async throws {
        let responses = try await responses(TestRequest(.get, "/")) { _ in response }
        // As for any other 500: an incident number that is in the log, and the fields that the gate adds.
        let failed = try await self.responses(TestRequest(.get, "/")) { _ in throw Mishap() }
        for response in [responses.live, responses.inMemory, failed.live] {
            #expect(response.status == .internalServerError)
            #expect(response.text.hasPrefix("500 Internal Server Error\nIncident "))
            #expect(response.headers == failed.live.headers)
        }
        #expect(failed.live.headers[.contentSecurityPolicy] != nil)
    }

    @Test("An invalid stream is a 500, also for HEAD")
    func invalidStreamIs500() async throws {
        for method in [HTTPRequest.Method.get, .head] {
            let responses = try await responses(TestRequest(method, "/")) { _ in
                Response(status: .ok, headers: [.connection: "close"], body: .stream { try $0.write("never") })
            }
            for response in [responses.live, responses.inMemory] {
                #expect(response.status == .internalServerError)
                #expect(response.text.hasPrefix("500 Internal Server Error\nIncident ") == (method == .get))
                #expect(!response.text.contains("never"))
                #expect(response.headers[.contentSecurityPolicy] != nil)
            }
        }
    }

    @Test("An invalid error page is replaced by the plain one")
    func invalidErrorPageIsReplaced() async throws {
        let broken = Response(status: .ok, headers: [.connection: "close"])
        for kind in ClientKind.allCases {
            var gate = Gate()
            gate.errorPage { _ in broken }
            gate.get("/", allow: .everyone) { _ in broken }
            let response = try await kind.asking(gate) { try await $0.get("/") }
            #expect(response.status == .internalServerError)
            #expect(response.text == "500 Internal Server Error\n")
        }
    }

    @Test("A request without a body announces no length")
    func missingBodyHasNoLength() async throws {
        let responses = try await responses(TestRequest(.get, "/")) { request in
            Response(status: .ok, body: .text(request.body.length.map(String.init) ?? "none"))
        }
        #expect(responses.live.text == "none")
        #expect(responses.inMemory == responses.live)
    }

    @Test("A 304 sends no body")
    func notModifiedSendsNoBody() async throws {
        let responses = try await responses(TestRequest(.get, "/")) { _ in
            Response(status: .notModified, body: .text("x"))
        }
        #expect(responses.live.body.isEmpty)
        #expect(responses.inMemory.body == responses.live.body)
    }

    @Test("Parameters that the binding refuses are a 400 for every client")
    func refusedParametersAre400() async throws {
        let request = TestRequest(.get, "/", headers: [.cookie: String(repeating: "x", count: 128 * 1024)])
        let live = try await ClientKind.oneWorker.asking(.test) { try await $0.send(request).status }
        #expect(live == .badRequest)
        let inMemory = try await ClientKind.inMemory.asking(.test) { try await $0.send(request).status }
        #expect(inMemory == .badRequest)
    }
}
