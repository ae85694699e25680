internal import Logging
internal import Synchronization

/// Ends a server for a reason of its own, so that whoever manages the process starts a fresh one.
final class Recycling: Sendable {
    private let wakeUp: WakeUp
    private let logger: Logger
    private let limit: Int?
    private let count = Atomic<Int>(0)
    private let begun = Atomic<Bool>(false)
    private let stuckLimit: Int
    /// How many handlers and pieces of background work ignore their cancellation at present.
    private let stuck = Atomic<Int>(0)
    private let isExhausted = Atomic<Bool>(false)

    /// The error with which the server ends; `nil` unless stuck tasks are the reason.
    var failure: FastCGIError? {
        guard isExhausted.load(ordering: .acquiring) else { return nil }
        return FastCGIError(.stuckTasks, "ended because of stuck tasks; the process is to be started again")
    }

    init(maximumRequests: Int? = nil, maximumStuckTasks: Int = 3, wakeUp: WakeUp, logger: Logger) {
        self.wakeUp = wakeUp
        self.logger = logger
        stuckLimit = maximumStuckTasks
        // Processes that were started together must not end together.
        limit = maximumRequests.map { max($0 - Int.random(in: 0...max($0, 0) / 10), 1) }
    }

    /// Counts a request that begins; the last one still gets its answer.
    func countRequest() {
        guard let limit else { return }
        if count.add(1, ordering: .relaxed).newValue == limit { begin("it has served \(limit) requests") }
    }

    /// A handler, or a piece of background work, was cancelled and has not ended. Above the limit the server ends.
    func taskIsStuck() {
        let count = stuck.add(1, ordering: .relaxed).newValue
        if count > stuckLimit {
            endExhausted("\(count) cancelled tasks do not end; the limit (maximumStuckTasks) is \(stuckLimit)")
        }
    }

    /// A stuck task has ended.
    func stuckTaskHasEnded() {
        stuck.subtract(1, ordering: .relaxed)
    }

    /// Ends the server because its process cannot be used for much longer.
    func endExhausted(_ reason: String) {
        // A server that has been told to stop has no failure.
        let isStopping = wakeUp.isSignalled || Termination.isRequested
        begin(reason) { isExhausted.store(!isStopping, ordering: .releasing) }
    }

    /// Ends the server after the requests that run.
    func begin(_ reason: String) {
        begin(reason) {}
    }

    private func begin(_ reason: String, _ whenFirst: () -> Void) {
        guard !begun.exchange(true, ordering: .acquiringAndReleasing) else { return }
        whenFirst()
        logger.notice("ending, to be started anew: \(reason)")
        wakeUp.signal()
    }
}
