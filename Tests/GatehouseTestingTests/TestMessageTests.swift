import Gatehouse
import GatehouseJSON
import GatehouseTesting
import Testing

/// JSON and event streams in tests.
@Suite
struct TestMessageTests {
    private struct Tea: Codable, Hashable {
        var name: String
        var grams: Int
    }

    private static func client() throws -> InMemoryClient {
        var gate = Gate()
        gate.post("/tea", allow: .everyone) { request in
            var tea = try await request.json(Tea.self)
            tea.grams += 1
            return JSON(tea)
        }
        gate.get("/events", allow: .everyone) { _ in
            ServerSentEvents { events in
                try events.send(ServerSentEvent("a\nb", event: "tea", id: "7"))
                try events.send(ServerSentEvent("é"))
            }
        }
        return try InMemoryClient(gate)
    }

    @Test("A JSON value is sent and received")
    func jsonIsSent() async throws {
        let client = try Self.client()
        let response = try await client.send(try TestRequest(.post, "/tea", json: Tea(name: "Earl \"Grey\"", grams: 1)))
        #expect(try response.decoded(as: Tea.self) == Tea(name: "Earl \"Grey\"", grams: 2))
        let failure = #expect(throws: TestFailure.self) { try response.decoded(as: [Int].self) }
        #expect(failure?.description.contains("Earl") == true)
    }

    @Test("Events of a stream are received")
    func eventsAreReceived() async throws {
        let response = try await Self.client().get("/events")
        #expect(response.events == [TestEvent("a\nb", event: "tea", id: "7"), TestEvent("é", id: "7")])
        #expect(try await Self.client().get("/missing").events.isEmpty)
    }
}
