import Dispatch
import Glibc
import Synchronization
import TestSupport

/// A loop that ignores cancellation, for the thread of a hanging handler.
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

    /// Called by a hung handler after its last step.
    func leave() {
        departures.signal()
    }

    func waitForArrival() throws {
        guard arrivals.hasCome() else { throw Failure("no handler arrived") }
    }

    func waitForDeparture() throws {
        guard departures.hasCome() else { throw Failure("no handler left") }
    }
}
