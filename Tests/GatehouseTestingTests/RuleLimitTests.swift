import Gatehouse
import GatehouseTesting
import Testing

@Suite("A rule that hangs, in memory and on the threads of the workers")
struct RuleLimitTests {
    /// A worker waits on its own thread for what its rule waits for: a limit that did not fire there would hang for ever.
    @Test("It is cut off with 503, and the worker answers the next request", arguments: ClientKind.allCases)
    func limited(kind: ClientKind) async throws {
        let hanging = Access<Int>("hanging") { _ in
            let (stream, _) = AsyncStream.makeStream(of: Void.self)
            // Ends when the task is cancelled; nothing is ever put in.
            for await _ in stream {}
            return 1
        }
        var gate = Gate()
        gate.get("/hanging", allow: hanging.limited(to: .milliseconds(20))) { _, _ in "never" }
        gate.get("/fine", allow: Access.everyone.limited(to: .seconds(600))) { _ in "fine" }
        try await kind.asking(gate) { client in
            for _ in 0..<3 {
                let answers = (try await client.get("/hanging"), try await client.get("/fine"))
                #expect(answers.0.status == .serviceUnavailable)
                #expect(answers.1.text == "fine")
            }
        }
    }
}
