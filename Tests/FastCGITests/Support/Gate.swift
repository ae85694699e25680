import Dispatch
import Synchronization
import TestSupport

/// A place where handlers wait until the test lets them continue.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)

    /// Suspends the handler, which blocks only its worker's thread.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            arrivals.signal()
            if isOpen { continuation.resume() }
        }
    }

    /// Tells the client that a handler has arrived; the handler continues at once.
    func arrive() {
        arrivals.signal()
    }

    /// Blocks the client until this many handlers have arrived.
    ///
    /// - Throws: if they do not arrive.
    func waitForArrivals(_ count: Int = 1) throws {
        for _ in 0..<count {
            guard arrivals.hasCome() else {
                throw Failure("fewer than \(count) handlers arrived at the gate")
            }
        }
    }

    /// Lets all handlers continue, including later ones.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
