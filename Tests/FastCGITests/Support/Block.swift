import Dispatch
import Glibc
import Synchronization
import TestSupport

/// A loop that no cancellation ends: the thread of a handler that hangs.
final class Block: Sendable {
    private let isOver = Atomic<Bool>(false)
    private let arrivals = DispatchSemaphore(value: 0)
    private let departures = DispatchSemaphore(value: 0)

    /// Blocks the calling thread until ``release()``.
    func hang() {
        arrivals.signal()
        while !isOver.load(ordering: .acquiring) { usleep(1000) }
    }

    func release() {
        isOver.store(true, ordering: .releasing)
    }

    /// A handler that hung is behind everything that it had to do.
    func leave() {
        departures.signal()
    }

    func waitForArrival() throws {
        guard arrivals.hasCome() else { throw Failure("no handler came") }
    }

    func waitForDeparture() throws {
        guard departures.hasCome() else { throw Failure("no handler left") }
    }
}
