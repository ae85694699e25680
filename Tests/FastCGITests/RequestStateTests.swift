import Testing

@testable import FastCGI

@Suite("What a worker and the watchdog tell each other of a request")
struct RequestStateTests {
    @Test("A request is cancelled or given up only as it was seen, and not when it has ended or another has begun")
    func onlyAsSeen() throws {
        let state = RequestState()
        #expect(state.cancel(state.now) == nil)
        state.begin(1)
        let first = state.now
        #expect(state.end() == first)
        #expect(state.cancel(first) == nil)
        #expect(!state.abandon(first))
        state.begin(2)
        #expect(state.cancel(first) == nil)
        #expect(!state.abandon(first))
        #expect(state.now.number == 2)
        #expect(state.now.isRunning && !state.now.isCancelled && !state.now.isAbandoned)
    }

    /// The watchdog goes on with that moment: with another request's it would take that for one it has cut off.
    @Test("What cancelling gives is of the request that was cancelled, whatever the worker has begun since")
    func ofThatRequest() throws {
        let state = RequestState()
        state.begin(1)
        let cancelled = try #require(state.cancel(state.now))
        #expect(cancelled == state.now)
        #expect(cancelled.number == 1 && cancelled.isRunning && cancelled.isCancelled)
        #expect(state.abandon(cancelled))
        #expect(state.end().isAbandoned)
        state.begin(2)
        #expect(cancelled.number == 1)
    }
}
