import Gatehouse
import GatehouseTesting
import Testing

/// Where a test in memory would be green and the socket is not. Each is a known issue of InMemoryClient.
@Suite("InMemoryClient answers as the binding would, also where the binding interferes", .serialized)
struct ClientDifferenceTests {
    /// The answers in memory and over the socket.
    private func answers(
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
    func bodyless(code: Int) async throws {
        let answers = try await answers(TestRequest(.get, "/")) { _ in Response(status: .init(code: code)) }
        #expect(answers.live.status.code == code)
        #expect(answers.live.headers[.contentLength] == nil)
        #expect(answers.inMemory == answers.live)
    }

    @Test(
        "an answer that the binding does not send is a 500 for each client",
        arguments: [
            Response(status: .ok, headers: [.location: "/x"]), Response(status: .ok, headers: [.connection: "close"]),
            Response(status: .init(code: 103)), Response(status: .noContent, body: .text("x")),
            Response(status: .ok, headers: [.contentLength: "9"]),
        ]
    )
    func invalidAnswer(_ response: Response) async throws {
        let answers = try await answers(TestRequest(.get, "/")) { _ in response }
        #expect(answers.live.status == .internalServerError)
        #expect(answers.inMemory.status == answers.live.status)
    }

    @Test("the 500 of the binding is the 500 of the gate without an incident, and carries its fields")
    func bindingsOwn500() async throws {
        let broken = try await answers(TestRequest(.get, "/")) { _ in Response(status: .ok, headers: [.location: "/x"])
        }
        let failed = try await answers(TestRequest(.get, "/")) { _ in throw Mishap() }
        #expect(broken.live.status == failed.live.status)
        #expect(failed.live.text.hasPrefix(broken.live.text + "Incident "))
        // What the gate adds around its answers, the binding knows nothing of.
        for field in broken.live.headers where field.name != .contentLength {
            #expect(failed.live.headers[field.name] == field.value, "\(field.name)")
        }
        #expect(broken.live.headers[.xContentTypeOptions] == "nosniff")
    }

    @Test("without a body the announced length is the same")
    func lengthOfNoBody() async throws {
        let answers = try await answers(TestRequest(.get, "/")) { request in
            Response(status: .ok, body: .text(request.body.length.map(String.init) ?? "none"))
        }
        #expect(answers.live.text == "none")
        #expect(answers.inMemory == answers.live)
    }

    @Test("a 304 to GET with a body in memory sends none")
    func notModifiedBody() async throws {
        let answers = try await answers(TestRequest(.get, "/")) { _ in Response(status: .notModified, body: .text("x"))
        }
        #expect(answers.live.body.isEmpty)
        #expect(answers.inMemory.body == answers.live.body)
    }

    @Test("parameters that the binding refuses are a 400 for each client")
    func refusedParameters() async throws {
        let request = TestRequest(.get, "/", headers: [.cookie: String(repeating: "x", count: 128 * 1024)])
        let live = try await ClientKind.oneWorker.asking(.test) { try await $0.send(request).status }
        #expect(live == .badRequest)
        let inMemory = try await ClientKind.inMemory.asking(.test) { try await $0.send(request).status }
        #expect(inMemory == .badRequest)
    }
}
