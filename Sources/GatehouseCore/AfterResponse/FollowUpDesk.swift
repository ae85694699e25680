internal import GatewayInterface
internal import Logging
internal import Synchronization

/// Where a gate accepts work that is done after a response: it knows how much there is, and logs what becomes of it.
final class FollowUpDesk: Sendable {
    /// One of a limited number.
    private final class Place: FollowUpPlace {
        private let desk: FollowUpDesk
        private let isReleased = Atomic<Bool>(false)

        init(_ desk: FollowUpDesk) { self.desk = desk }

        func release() {
            if !isReleased.exchange(true, ordering: .relaxed) { desk.taken.subtract(1, ordering: .relaxed) }
        }

        deinit { release() }
    }

    private let taken = Atomic<Int>(0)
    private let limit: Int
    private let timeout: Duration
    private let logger: Logger

    init(_ configuration: GateConfiguration, logger: Logger) {
        limit = configuration.followUpLimit
        timeout = configuration.followUpTimeout
        self.logger = logger
    }

    /// Accepts a piece of work, for which there is a place from now on.
    func accept(
        _ name: String,
        within time: Duration?,
        route: String?,
        _ work: @escaping @Sendable () async throws -> Void
    ) throws(AfterResponseError) -> FollowUp {
        let quoted = LogText.quoted(name.utf8)
        let time = time ?? timeout
        guard time > .zero else {
            throw AfterResponseError(.invalidTime, "\(quoted) gets no time: within: \(time)")
        }
        guard taken.add(1, ordering: .relaxed).newValue <= limit else {
            taken.subtract(1, ordering: .relaxed)
            throw AfterResponseError(.full, "no place for \(quoted): \(limit) pieces wait or run already")
        }
        var metadata: Logger.Metadata = ["work": .string(quoted)]
        if let route { metadata["route"] = "\(route)" }
        let place = Place(self)
        return FollowUp(
            limit: time, place: place, report: { [logger, metadata] in logger.tell($0, time, metadata) }, work: work)
    }
}

extension Logger {
    fileprivate func tell(_ outcome: FollowUp.Outcome, _ limit: Duration, _ metadata: Metadata) {
        switch outcome {
        case .done:
            debug("work after the response is done", metadata: metadata)
        case .failed(let failure):
            let reason = LogText.quoted(String(describing: failure).utf8)
            error("work after the response failed: \(reason)", metadata: metadata)
        case .overdue:
            error("work after the response took longer than \(limit): cancelling it", metadata: metadata)
        case .ended:
            error("the program ends before work after the response does: cancelling it", metadata: metadata)
        case .stuck:
            error("work after the response that was cancelled does not end", metadata: metadata)
        case .notBegun(let reason):
            error("work after the response was not begun: \(reason)", metadata: metadata)
        }
    }
}
