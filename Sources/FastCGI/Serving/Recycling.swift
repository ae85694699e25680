internal import Logging
internal import Synchronization

/// Ends a server for a reason of its own, so that whoever manages the process starts a fresh one.
final class Recycling: Sendable {
    private let wakeUp: WakeUp
    private let logger: Logger
    private let limit: Int?
    private let count = Atomic<Int>(0)
    private let begun = Atomic<Bool>(false)

    init(configuration: ServerConfiguration, wakeUp: WakeUp, logger: Logger) {
        self.wakeUp = wakeUp
        self.logger = logger
        // Processes that were started together must not end together.
        limit = configuration.maximumRequests.map { max($0 - Int.random(in: 0...max($0, 0) / 10), 1) }
    }

    /// Counts a request that begins; the last one still gets its answer.
    func countRequest() {
        guard let limit else { return }
        if count.add(1, ordering: .relaxed).newValue == limit { begin("it has served \(limit) requests") }
    }

    /// Ends the server after the requests that run.
    func begin(_ reason: String) {
        guard !begun.exchange(true, ordering: .acquiringAndReleasing) else { return }
        logger.notice("ending, to be started anew: \(reason)")
        wakeUp.signal()
    }
}
