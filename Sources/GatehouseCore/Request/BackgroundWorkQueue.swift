internal import GatewayInterface
internal import Logging
internal import Synchronization

/// Accepts background work of a gate, limits its amount, and logs its outcome.
final class BackgroundWorkQueue: Sendable {
    /// One of a limited number of slots.
    private final class Place: BackgroundWorkSlot {
        private let queue: BackgroundWorkQueue
        private let route: String
        private let isReleased = Atomic<Bool>(false)
        private let isStuck = Atomic<Bool>(false)

        init(_ queue: BackgroundWorkQueue, _ route: String) {
            self.queue = queue
            self.route = route
        }

        func release() {
            if isReleased.exchange(true, ordering: .relaxed) { return }
            queue.release(route, isStuck: isStuck.load(ordering: .relaxed))
        }

        func becomesStuck() -> Bool {
            isStuck.store(true, ordering: .relaxed)
            return queue.workIsStuck(route)
        }

        deinit { release() }
    }

    /// The slots of one route.
    private struct Share {
        var taken = 0
        var stuck = 0
    }

    private struct Places {
        var taken = 0
        /// Contains only routes that hold a slot.
        var routes: [String: Share] = [:]
    }

    private let places = Mutex(Places())
    private let routeLimit: Int
    private let limit: Int
    private let timeout: Duration
    let logger: Logger

    init(limit: Int, limitPerRoute: Int, timeout: Duration, logger: Logger) {
        self.limit = limit
        routeLimit = min(limitPerRoute, limit)
        self.timeout = timeout
        self.logger = logger
    }

    /// Accepts a job and reserves a slot for it.
    func accept(
        _ name: String,
        within time: Duration?,
        route: String?,
        _ work: @escaping @Sendable () async throws -> Void
    ) throws(AfterResponseError) -> BackgroundWork {
        let quoted = LogText.quoted(name.utf8)
        let time = time ?? timeout
        guard time > .zero else {
            throw AfterResponseError(
                .invalidTime, "invalid time limit for background work \(quoted): \(time); it must be positive"
            )
        }
        let slot = try slot(for: route ?? "", quoted)
        var metadata: Logger.Metadata = ["work": .string(quoted)]
        if let route { metadata["route"] = "\(route)" }
        return BackgroundWork(
            limit: time, slot: slot, report: { [logger, metadata] in logger.tell($0, time, metadata) }, work: work)
    }

    private func slot(for route: String, _ name: String) throws(AfterResponseError) -> Place {
        try places.withLock { (places) throws(AfterResponseError) in
            guard places.taken < limit else {
                throw AfterResponseError(
                    .full, "no slot for background work \(name): all \(limit) are in use (backgroundWorkLimit)"
                )
            }
            var share = places.routes[route] ?? Share()
            guard share.taken < routeLimit else {
                let reason = "all \(routeLimit) of its route are in use (backgroundWorkLimitPerRoute)"
                throw AfterResponseError(.full, "no slot for background work \(name): \(reason)")
            }
            share.taken += 1
            places.taken += 1
            places.routes[route] = share
        }
        return Place(self, route)
    }

    private func release(_ route: String, isStuck: Bool) {
        places.withLock { places in
            guard var share = places.routes[route] else { return }
            places.taken -= 1
            share.taken -= 1
            if isStuck { share.stuck -= 1 }
            places.routes[route] = share.taken > 0 ? share : nil
        }
    }

    /// - Returns: whether stuck jobs hold all slots of the route.
    private func workIsStuck(_ route: String) -> Bool {
        places.withLock { places in
            places.routes[route]?.stuck += 1
            return places.routes[route]?.stuck ?? 0 >= routeLimit
        }
    }
}

extension Logger {
    fileprivate func tell(_ outcome: BackgroundWork.Outcome, _ limit: Duration, _ metadata: Metadata) {
        switch outcome {
        case .done:
            debug("background work finished", metadata: metadata)
        case .failed(let failure):
            let reason = LogText.quoted(String(describing: failure).utf8)
            error("background work failed: \(reason)", metadata: metadata)
        case .overdue:
            error("background work exceeded its time limit of \(limit); cancelling it", metadata: metadata)
        case .ended:
            error("the program is ending; cancelling unfinished background work", metadata: metadata)
        case .stuck:
            error("cancelled background work does not end", metadata: metadata)
        case .notBegun(let reason):
            error("background work was not started: \(reason)", metadata: metadata)
        }
    }
}
