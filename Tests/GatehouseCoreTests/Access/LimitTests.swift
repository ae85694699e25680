import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Rules with a time limit")
struct LimitTests {
    /// A rule that would wait for ever, but obeys cancellation. What it does then is for the test to say.
    private func endless(_ ended: Calls, _ then: @escaping @Sendable () throws -> String) -> Access<String> {
        Access("endless") { _ in
            let (stream, _) = AsyncStream.makeStream(of: Void.self)
            // Ends when the task is cancelled; nothing is ever put in.
            for await _ in stream {}
            ended.note("ended")
            return try then()
        }
    }

    /// A rule that hangs would hold up a worker for ever; one that answers too late must not open.
    @Test("A rule that never answers is cancelled and awaited, and denies, whatever it comes up with then")
    func timeout() async throws {
        for then in [
            { "too late" }, { throw CancellationError() }, { throw Denial.forbidden }, { throw Mishap() },
        ] as [@Sendable () throws -> String] {
            let ended = Calls()
            let rule = endless(ended, then).limited(to: .milliseconds(20))
            #expect(try await outcome(rule) == "error the rule endless did not answer within 0.02 seconds")
            #expect(ended.all == ["ended"])
        }
    }

    /// Over HTTP it is a 503, and the handler has not run.
    @Test("The client gets 503 with an incident, for every method, and the handler does not run")
    func answer() async throws {
        let calls = Calls()
        var gate = Gate()
        let rule = endless(Calls()) { "too late" }.limited(to: .milliseconds(20))
        gate.get("/x", allow: rule) { _, _ in
            calls.note("handler")
            return "never"
        }
        for method in ["GET", "HEAD", "POST", "OPTIONS", "TRACE"] {
            #expect(try await gate.answer(method, "/x") == .broken(.serviceUnavailable), "\(method)")
        }
        #expect(calls.all == [])
    }

    /// A timeout is no denial: neither `or` nor `unless` may take it for one.
    @Test("A timeout opens no other way")
    func combined() async throws {
        let slow = endless(Calls()) { "too late" }.limited(to: .milliseconds(20))
        let open = Outcome.evidence.rule("open")
        let message = "error the rule endless did not answer within 0.02 seconds"
        #expect(try await outcome(slow.or(open)) == message)
        #expect(try await outcome(open.unless(slow)) == message)
        #expect(try await outcome(open.and(slow)) == message)
    }

    /// A limit that changed what a rule says in time would be a rule of its own.
    @Test("A rule that answers in time says what it says without the limit", arguments: Outcome.allCases)
    func inTime(_ expected: Outcome) async throws {
        let rule = expected.rule("a")
        #expect(try await outcome(rule.limited(to: .seconds(600))) == outcome(rule))
    }

    /// The watchdog cancels a request whose client has gone. That opens nothing.
    @Test("A request that is cancelled while its rule is asked is not let in")
    func cancelled() async throws {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let rule = Access<String>("waiting") { _ in
            start.yield()
            let (stream, _) = AsyncStream.makeStream(of: Void.self)
            for await _ in stream {}
            try Task.checkCancellation()
            return "never"
        }
        .limited(to: .seconds(600))
        let task = Task { try await outcome(rule) }
        for await _ in started { break }
        task.cancel()
        #expect(try await task.value == "error CancellationError()")
    }

    @Test("No time at all is a mistake", arguments: [Duration.zero, .seconds(-1)])
    func noTime(_ limit: Duration) {
        #expect(mistakes(Outcome.evidence.rule("a").limited(to: limit)).count == 1)
    }
}
