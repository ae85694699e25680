internal import GatewayInterface
internal import Glibc
internal import Logging
internal import Synchronization

/// Checks the requests of a running server a few times a second, on one thread. It cuts off requests that take too
/// long without progress, cancels requests whose client has disconnected, and detects when the process should restart.
///
/// A request costs it two atomic writes and one atomic read. It measures the time from its first check of a request,
/// so the worker does not read the clock. While the server is idle, it sleeps.
final class Watchdog: Sendable {
    /// A worker, with the state and time of the last check.
    private struct Watched {
        var worker: Worker
        var last = RequestState().now
        var since = ContinuousClock.now
        /// When the request is cut off, and when it is logged as slow.
        var limit: ProgressLimit?
        var slowLimit: ProgressLimit?
        var cutOff: ContinuousClock.Instant?
        /// The processor time of the worker's thread at the beginning, if slow requests are logged.
        var processorTime: Duration?
        /// Whether the request was logged as slow.
        var isReported = false
        /// Whether the handler can no longer reach the connection.
        var isSevered = false
    }

    /// What the server does for its watchdog.
    struct Duties: Sendable {
        /// Whether the end was requested from outside, and not only a restart.
        let isUrgent: @Sendable () -> Bool
        /// Starts a worker that replaces an abandoned one. If that fails, reports the failure and returns `nil`.
        let replacement: @Sendable () -> Worker?
        /// Reports that a worker was abandoned and is not replaced.
        let abandoned: @Sendable () -> Void
    }

    private let configuration: ServerConfiguration
    private let acceptor: Acceptor
    private let recycling: Recycling
    private let executable: ExecutableFile?
    private let endsWhenReplaced: @Sendable () -> Bool
    private let logger: Logger
    private let alarm: Alarm
    private let isAsleep = Atomic<Bool>(false)
    private let isFinished = Atomic<Bool>(false)
    /// Workers that were started later and are not watched yet.
    private let newcomers = Mutex<[Worker]>([])
    private let drainEnds = Mutex<ContinuousClock.Instant?>(nil)

    /// Until when the requests in flight may continue; `nil` unless they delay a stop.
    var drainEnd: ContinuousClock.Instant? { drainEnds.withLock { $0 } }

    init(
        configuration: ServerConfiguration,
        acceptor: Acceptor,
        recycling: Recycling,
        executable: ExecutableFile?,
        endsWhenReplaced: @escaping @Sendable () -> Bool,
        logger: Logger
    ) throws(SystemError) {
        self.configuration = configuration
        self.acceptor = acceptor
        self.recycling = recycling
        self.executable = executable
        self.endsWhenReplaced = endsWhenReplaced
        self.logger = logger
        alarm = try Alarm()
    }

    /// Reports that a worker has a request, which its state already says.
    ///
    /// Either this call sees that the watchdog sleeps, or the watchdog sees the request, because it checks the
    /// workers again after it marks itself asleep. Both operations are sequentially consistent.
    func requestBegins() {
        recycling.countRequest()
        if isAsleep.load(ordering: .sequentiallyConsistent) { alarm.ring() }
    }

    /// Watches another worker until it ends.
    func add(_ worker: Worker) {
        newcomers.withLock { $0.append(worker) }
        alarm.ring()
    }

    /// Reports that the handler of an abandoned worker has ended after all.
    func abandonedHandlerHasEnded() {
        recycling.stuckTaskHasEnded()
    }

    /// Starts the thread.
    func start(_ workers: [Worker], _ duties: Duties) throws(SystemError) {
        try Thread.start { [self] in watch(workers.map { Watched(worker: $0) }, duties) }
    }

    /// Ends the thread.
    func finish() {
        isFinished.store(true, ordering: .releasing)
        alarm.ring()
    }

    /// The time between checks.
    private var tick: Duration { configuration.watchInterval }

    private func watch(_ workers: [Watched], _ duties: Duties) {
        var workers = workers
        var health = Health(configuration, recycling, executable: executable, endsWhenReplaced: endsWhenReplaced)
        var isStopping = false
        var drainEnd: ContinuousClock.Instant?
        while !isFinished.load(ordering: .acquiring) {
            workers += newcomers.withLock { newcomers in
                defer { newcomers = [] }
                return newcomers.map { Watched(worker: $0) }
            }
            let hasWork = isStopping || workers.contains { $0.worker.state.now != $0.last || $0.last.isRunning }
            wait(
                for: workers,
                timeout: hasWork ? tick : health.interval,
                stop: isStopping ? -1 : acceptor.wakeUp.number,
                isStopping: &isStopping
            )
            let now = ContinuousClock.now
            if isStopping, drainEnd == nil, duties.isUrgent() {
                drainEnd = now + configuration.drainTimeout
                drainEnds.withLock { $0 = drainEnd }
            }
            workers = workers.filter { !$0.worker.hasEnded }
                .compactMap { look(at: $0, now, drainEnd: drainEnd, isStopping: isStopping, duties) }
            if !isStopping { health.check(now) }
        }
    }

    /// Waits for a tick, or for the first request after an idle time.
    private func wait(for workers: [Watched], timeout: Duration?, stop: CInt, isStopping: inout Bool) {
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        let isBusy = workers.contains { $0.worker.state.now != $0.last }
        defer { isAsleep.store(false, ordering: .sequentiallyConsistent) }
        let timeout = isBusy ? min(timeout ?? tick, tick) : timeout
        // Only needed while idle: a request that begins during a tick is seen at its end.
        if timeout == tick { isAsleep.store(false, ordering: .sequentiallyConsistent) }
        guard let (hasRung, stops) = try? Poll.readable((alarm.number, stop), timeout: timeout) else { return }
        if hasRung { alarm.silence() }
        if stops { isStopping = true }
    }

    /// Checks one worker; `nil` if it was abandoned and not replaced.
    private func look(
        at watched: Watched,
        _ now: ContinuousClock.Instant,
        drainEnd: ContinuousClock.Instant?,
        isStopping: Bool,
        _ duties: Duties
    ) -> Watched? {
        var watched = watched
        let moment = watched.worker.state.now
        guard moment.isRunning, moment.number == watched.last.number, watched.last.isRunning else {
            // A new request, or none.
            let transferred = watched.worker.exchange.transferred.total
            return Watched(
                worker: watched.worker, last: moment, since: now,
                limit: ProgressLimit(configuration.requestTimeout, transferred, now: now),
                slowLimit: configuration.slowRequest.map { ProgressLimit($0, transferred, now: now) },
                processorTime: configuration.slowRequest.flatMap { _ in
                    moment.isRunning ? watched.worker.thread?.processorTime : nil
                })
        }
        watched.last = moment
        let exchange = watched.worker.exchange
        watched.limit?.update(exchange.transferred.total, now: now)
        watched.slowLimit?.update(exchange.transferred.total, now: now)
        if let limit = watched.slowLimit, !watched.isReported, now >= limit.end {
            watched.isReported = true
            report(watched)
        }
        if let cutOff = watched.cutOff {
            if !watched.isSevered {
                // By then, a handler that was waiting for its body has released it, even on a busy machine.
                let endsWriting = now >= cutOff + min(configuration.patience / 2, .milliseconds(250))
                watched.isSevered = exchange.cutOff(moment.number, endsWriting: endsWriting)
            }
            guard now >= cutOff + configuration.patience, watched.worker.state.abandon(moment) else { return watched }
            exchange.lane?.abandon()
            exchange.close()
            if isStopping {
                logger.error("the handler of a request that was cut off does not end; ending without it")
                duties.abandoned()
                return nil
            }
            logger.error("the handler of a request that was cut off does not end; starting a new worker")
            let successor = duties.replacement()
            recycling.taskIsStuck()
            return successor.map { Watched(worker: $0) }
        }
        let overdue = watched.limit.flatMap { now >= $0.end ? $0 : nil }
        if overdue != nil || drainEnd.map({ now >= $0 }) == true {
            let reason =
                overdue?.reason
                ?? "has not ended \(configuration.drainTimeout) after the stop"
            logger.error("a request \(reason): cutting it off", metadata: ["request": "\(moment.number)"])
            watched.cutOff = now
            watched.isSevered = exchange.cutOff(moment.number, endsWriting: false)
            // It can no longer respond.
            if !moment.isCancelled { watched.last = watched.worker.cancel(moment) ?? watched.last }
        } else if !moment.isCancelled, exchange.peerIsGone(moment.number, isTCP: acceptor.isTCP) {
            logger.notice("web server disconnected: cancelling its request", metadata: ["request": "\(moment.number)"])
            watched.last = watched.worker.cancel(moment) ?? watched.last
        } else if !moment.isCancelled, exchange.isAborted(moment.number) {
            logger.notice("the web server has aborted a request", metadata: ["request": "\(moment.number)"])
            watched.last = watched.worker.cancel(moment) ?? watched.last
        }
        return watched
    }

    /// Logs a request that is slow and still runs.
    private func report(_ watched: Watched) {
        let exchange = watched.worker.exchange
        let number = watched.last.number
        let thread = watched.worker.thread
        let present = exchange.lane?.present
        let working = watched.processorTime.flatMap { before in thread?.processorTime.map { $0 - before } }
        let report = SlowRequestReport(
            request: number, duration: watched.since.duration(to: .now), working: working,
            activity: present?.activity.rawValue, route: present?.route,
            rule: present?.route.flatMap(configuration.ruleOfRoute),
            calls: SlowRequestReport.calls(of: thread) { exchange.whileQuiet(number, $0) })
        logger.warning(SlowRequestReport.message, metadata: report.metadata)
    }
}
