internal import Synchronization

/// Counts workers until the last one has ended.
final class WorkerGroup: Sendable {
    private struct State {
        var running: Int
        var failure: FastCGIError?
    }

    private let state: Mutex<State>
    private let completion: @Sendable (FastCGIError?) -> Void

    init(count: Int, completion: @escaping @Sendable (FastCGIError?) -> Void) {
        state = Mutex(State(running: count))
        self.completion = completion
    }

    /// Adds a worker, while others run.
    func begins() {
        state.withLock { $0.running += 1 }
    }

    func ended(_ failure: FastCGIError?) {
        let result: State = state.withLock { state in
            state.running -= 1
            state.failure = state.failure ?? failure
            return state
        }
        if result.running == 0 { completion(result.failure) }
    }
}
