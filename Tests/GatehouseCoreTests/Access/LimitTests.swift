import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Rules with a time limit")
struct LimitTests {
    /// A rule that waits until it is cancelled. The closure decides the outcome after that.
    private func endless(_ ended: Calls, _ then: @escaping @Sendable () throws -> String) -> Access<String> {
        Access("endless") { _ in
            let (stream, _) = AsyncStream.makeStream(of: Void.self)
            // Ends when the task is cancelled; the stream has no elements.
            for await _ in stream {}
            ended.note("ended")
            return try then()
        }
    }

    /// A hanging rule would block a worker forever, and a rule that ends too late must not allow the request.
    @Test("A hanging rule is cancelled and awaited, and denies whatever its result is")
    func hangingRuleIsCancelledAndDenies() async throws {
        for then in [
            { "too late" }, { throw CancellationError() }, { throw Denial.forbidden }, { throw Mishap() },
        ] as [@Sendable () throws -> String] {
            let ended = Calls()
            let rule = endless(ended, then).limited(to: .milliseconds(20))
            #expect(try await outcome(rule) == "error the rule 'endless' did not finish within 0.02 seconds")
            #expect(ended.all == ["ended"])
        }
    }

    /// Over HTTP the timeout is a 503, and the handler does not run.
    @Test("A timeout is a 503 with an incident number for every method, and the handler does not run")
    func timeoutIs503ForEveryMethod() async throws {
        let calls = Calls()
        var gate = Gate()
        let rule = endless(Calls()) { "too late" }.limited(to: .milliseconds(20))
        gate.get("/x", allow: rule) { _, _ in
            calls.note("handler")
            return "never"
        }
        for method in ["GET", "HEAD", "POST", "OPTIONS", "TRACE"] {
            #expect(try await gate.response(method, "/x") == .broken(.serviceUnavailable), "\(method)")
        }
        #expect(calls.all == [])
    }

    /// A timeout is not a denial for `or` and `unless`.
    @Test("A timeout allows nothing in a combination")
    func timeoutIsNoDenial() async throws {
        let slow = endless(Calls()) { "too late" }.limited(to: .milliseconds(20))
        let open = Outcome.evidence.rule("open")
        let message = "error the rule 'endless' did not finish within 0.02 seconds"
        #expect(try await outcome(slow.or(open)) == message)
        #expect(try await outcome(open.unless(slow)) == message)
        #expect(try await outcome(open.and(slow)) == message)
    }

    /// A limit must not change the outcome of a rule that ends in time.
    @Test("A rule that ends in time has the same outcome as without the limit", arguments: Outcome.allCases)
    func ruleInTimeKeepsOutcome(_ expected: Outcome) async throws {
        let rule = expected.rule("a")
        #expect(try await outcome(rule.limited(to: .seconds(600))) == outcome(rule))
    }

    /// The watchdog cancels a request whose client has disconnected. That must allow nothing.
    @Test("A request that is cancelled during its rule is not allowed")
    func cancelledRequestIsNotAllowed() async throws {
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

    @Test("A limit of zero or less is a configuration error", arguments: [Duration.zero, .seconds(-1)])
    func limitMustBePositive(_ limit: Duration) {
        #expect(problems(Outcome.evidence.rule("a").limited(to: limit)).count == 1)
    }
}
