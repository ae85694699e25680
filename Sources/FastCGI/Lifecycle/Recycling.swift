internal import Logging
internal import Synchronization

/// Ends a server for internal reasons, so that the process manager starts a new process.
final class Recycling: Sendable {
    private let wakeUp: WakeUp
    private let logger: Logger
    private let limit: Int?
    private let count = Atomic<Int>(0)
    private let begun = Atomic<Bool>(false)
    private let stuckLimit: Int
    /// How many handlers and pieces of background work currently ignore their cancellation.
    private let stuck = Atomic<Int>(0)
    private let isExhausted = Atomic<Bool>(false)

    /// The error with which the server ends; `nil` unless stuck tasks are the reason.
    var failure: FastCGIError? {
        guard isExhausted.load(ordering: .acquiring) else { return nil }
        return FastCGIError(.stuckTasks, "stopped because of stuck tasks; start the process again")
    }

    init(maximumRequests: Int? = nil, maximumStuckTasks: Int = 3, wakeUp: WakeUp, logger: Logger) {
        self.wakeUp = wakeUp
        self.logger = logger
        stuckLimit = maximumStuckTasks
        // Processes that start together must not end together.
        limit = maximumRequests.map { max($0 - Int.random(in: 0...max($0, 0) / 10), 1) }
    }

    /// Counts a request that begins. The last one still gets its response.
    func countRequest() {
        guard let limit else { return }
        if count.add(1, ordering: .relaxed).newValue == limit { begin("it has served \(limit) requests") }
    }

    /// Reports that a cancelled handler or piece of background work has not ended. Above the limit, the server ends.
    func taskIsStuck() {
        let count = stuck.add(1, ordering: .relaxed).newValue
        if count > stuckLimit {
            endExhausted("\(count) cancelled tasks do not end; the limit (maximumStuckTasks) is \(stuckLimit)")
        }
    }

    /// Reports that a stuck task has ended.
    func stuckTaskHasEnded() {
        stuck.subtract(1, ordering: .relaxed)
    }

    /// Ends the server because its process is no longer usable.
    func endExhausted(_ reason: String) {
        // A server that is already stopping has no failure.
        let isStopping = wakeUp.isSignalled || Termination.isRequested
        begin(reason) { isExhausted.store(!isStopping, ordering: .releasing) }
    }

    /// Ends the server after the current requests.
    func begin(_ reason: String) {
        begin(reason) {}
    }

    private func begin(_ reason: String, _ whenFirst: () -> Void) {
        guard !begun.exchange(true, ordering: .acquiringAndReleasing) else { return }
        whenFirst()
        logger.notice("stopping for a restart: \(reason)")
        wakeUp.signal()
    }
}
