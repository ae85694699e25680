import Testing

@testable import FastCGI

@Suite("RequestState is shared by a worker and the watchdog")
struct RequestStateTests {
    @Test("A request is cancelled or abandoned only in the state that was seen")
    func staleStateIsNotCancelled() throws {
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

    /// The watchdog continues with that state. With the state of another request it would cut off the wrong one.
    @Test("cancel() returns the state of the cancelled request, even if the worker has begun another one")
    func cancellingReturnsItsRequest() throws {
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
