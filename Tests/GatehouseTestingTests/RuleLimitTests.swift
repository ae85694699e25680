import Gatehouse
import GatehouseTesting
import Testing

@Suite("A rule that hangs is cut off, in memory and on worker threads")
struct RuleLimitTests {
    /// A worker waits for its rule on its own thread: without a working limit this would hang forever.
    @Test("A hanging rule is a 503, and the worker serves the next request", arguments: ClientKind.allCases)
    func hangingRuleIs503(kind: ClientKind) async throws {
        let hanging = Access<Int>("hanging") { _ in
            let (stream, _) = AsyncStream.makeStream(of: Void.self)
            // Ends when the task is cancelled; the stream has no elements.
            for await _ in stream {}
            return 1
        }
        var gate = Gate()
        gate.get("/hanging", allow: hanging.limited(to: .milliseconds(20))) { _, _ in "never" }
        gate.get("/fine", allow: Access.everyone.limited(to: .seconds(600))) { _ in "fine" }
        try await kind.asking(gate) { client in
            for _ in 0..<3 {
                let responses = (try await client.get("/hanging"), try await client.get("/fine"))
                #expect(responses.0.status == .serviceUnavailable)
                #expect(responses.1.text == "fine")
            }
        }
    }
}
