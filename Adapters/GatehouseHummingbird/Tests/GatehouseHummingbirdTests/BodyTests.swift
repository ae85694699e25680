import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import GatehouseHummingbird

@Suite("Bodies of an application of Hummingbird")
struct BodyTests {
    private func gate(bodyLimit: Int = 1 << 20) async throws -> Gate {
        let router = Router()
        router.post("collect") { request, _ in
            let buffer = try await request.body.collect(upTo: .max)
            return ByteBuffer(string: "\(buffer.readableBytes) \(buffer.readableBytesView.reduce(0) { $0 &+ Int($1) })")
        }
        router.post("echo") { request, _ in
            Response(status: .ok, body: .init(asyncSequence: request.body))
        }
        router.get("pieces") { _, _ in
            Response(
                status: .ok,
                body: .init { writer in
                    try await writer.write(ByteBuffer(string: "a"))
                    try await writer.write(contentsOf: [ByteBuffer(string: "b"), ByteBuffer(string: "c")])
                    try await writer.finish([.trailer: "x"])
                })
        }
        router.get("large") { _, _ in
            Response(
                status: .ok,
                body: .init(contentLength: 1 << 20) { writer in
                    for _ in 0..<16 { try await writer.write(ByteBuffer(repeating: 7, count: 1 << 16)) }
                    try await writer.finish(nil)
                })
        }
        router.get("short") { _, _ in
            Response(
                status: .ok,
                body: .init(contentLength: 10) { writer in
                    try await writer.write(ByteBuffer(string: "a"))
                    try await writer.finish(nil)
                })
        }
        router.get("unfinished") { _, _ in
            Response(status: .ok, body: .init { writer in try await writer.write(ByteBuffer(string: "a")) })
        }
        router.get("broken") { _, _ in
            struct Mishap: Error {}
            return Response(status: .ok, body: .init { _ in throw Mishap() })
        }
        var configuration = GateConfiguration()
        configuration.bodyLimit = bodyLimit
        return try await Application(router: router).gate(allow: .everyone, configuration: configuration)
    }

    @Test("A body arrives whole, whether it is empty, small or in many pieces", arguments: [0, 1, 70_000, 1 << 20])
    func requestBody(size: Int) async throws {
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 * 31) }
        let sum = body.reduce(0) { $0 &+ Int($1) }
        try await LiveClient.serving(gate()) { client in
            let collected = try await client.send(TestRequest(.post, "/collect", body: body))
            #expect(collected.text == "\(size) \(sum)")
            let echoed = try await client.send(TestRequest(.post, "/echo", body: body))
            #expect(echoed.body == body)
        }
    }

    @Test("A body above the limit of the gate gets 413")
    func bodyLimit() async throws {
        let client = try InMemoryClient(await gate(bodyLimit: 10))
        #expect(try await client.post("/collect", body: "0123456789").status == .ok)
        #expect(try await client.post("/collect", body: "0123456789a").status == .contentTooLarge)
    }

    @Test("A body in pieces arrives whole, without its trailing fields")
    func responsePieces() async throws {
        try await LiveClient.serving(gate()) { client in
            let response = try await client.get("/pieces")
            #expect(response.text == "abc")
            #expect(response.headers[.trailer] == nil)
            #expect(response.headers[.contentLength] == nil)
        }
    }

    @Test("A large body has its length")
    func largeResponse() async throws {
        try await LiveClient.serving(gate()) { client in
            let response = try await client.get("/large")
            #expect(response.headers[.contentLength] == String(1 << 20))
            #expect(response.body == Array(repeating: 7, count: 1 << 20))
        }
    }

    @Test(
        "A body that fails, ends early or is not finished is never sent as a complete response",
        arguments: ["/short", "/unfinished", "/broken"])
    func brokenBodies(path: String) async throws {
        let client = try InMemoryClient(await gate())
        // /unfinished has sent a piece when it ends, so its response breaks off.
        do {
            let response = try await client.get(path)
            #expect(response.status == .internalServerError)
            #expect(path != "/unfinished")
        } catch is TestFailure {
            #expect(path == "/unfinished")
        }
    }

    @Test("The next request is served after a body that broke off or was not read")
    func nextRequest() async throws {
        try await LiveClient.serving(gate()) { client in
            _ = try? await client.get("/unfinished")
            _ = try await client.send(TestRequest(.post, "/nothing", body: Array(repeating: 1, count: 500_000)))
            #expect(try await client.get("/pieces").text == "abc")
        }
    }
}
