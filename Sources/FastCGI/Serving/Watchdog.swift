internal import Glibc
internal import Logging
internal import Synchronization

/// One thread per running server that looks at its requests a few times a second: it cuts off what takes too long,
/// cancels what nobody waits for, and notices when the process had better be started anew.
///
/// A request costs it nothing but two atomic writes and an atomic read; it measures from the first look at a request,
/// so that nobody has to ask for the time. While nothing is asked it sleeps.
final class Watchdog: Sendable {
    /// A worker, and when the watchdog saw what of it.
    private struct Watched {
        var worker: Worker
        var last = RequestState().now
        var since = ContinuousClock.now
        var cutOff: ContinuousClock.Instant?
        /// Nothing of the handler can reach the connection any more.
        var isSevered = false
    }

    /// What the server does for its watchdog.
    struct Duties: Sendable {
        /// Whether somebody wants the server to end soon, other than to be started anew.
        let isUrgent: @Sendable () -> Bool
        /// Starts a worker in the place of one that was abandoned; `nil` and a failure told where that does not succeed.
        let replacement: @Sendable () -> Worker?
        /// A worker was abandoned and needs no replacement.
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
    /// Workers that were started since, and are not watched yet.
    private let newcomers = Mutex<[Worker]>([])
    private let drainEnds = Mutex<ContinuousClock.Instant?>(nil)

    /// Until when the requests in flight may go on; `nil` unless they have been seen to be in somebody's way.
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

    /// A worker has a request: it has said so in its state before.
    ///
    /// Either this sees that the watchdog is asleep, or the watchdog, which looks at the workers once more after it has
    /// said so, sees the request: both are sequentially consistent.
    func requestBegins() {
        recycling.countRequest()
        if isAsleep.load(ordering: .sequentiallyConsistent) { alarm.ring() }
    }

    /// Watches another worker, until it ends.
    func add(_ worker: Worker) {
        newcomers.withLock { $0.append(worker) }
        alarm.ring()
    }

    /// The handler of a worker that was given up has ended after all.
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

    /// How often it looks: a few times a second, more often only where the timeouts are very short.
    private var tick: Duration {
        let shortest = min(configuration.requestTimeout, configuration.drainTimeout)
        return max(min(shortest / 4, .milliseconds(250)), .milliseconds(5))
    }

    private func watch(_ workers: [Watched], _ duties: Duties) {
        var workers = workers
        var health = Health(configuration, recycling, executable, endsWhenReplaced)
        var isStopping = false
        var drainEnd: ContinuousClock.Instant?
        while !isFinished.load(ordering: .acquiring) {
            workers += newcomers.withLock { newcomers in
                defer { newcomers = [] }
                return newcomers.map { Watched(worker: $0) }
            }
            let hasWork = isStopping || workers.contains { $0.worker.state.now != $0.last || $0.last.isRunning }
            wait(hasWork ? tick : health.interval, workers, isStopping ? -1 : acceptor.wakeUp.number, &isStopping)
            let now = ContinuousClock.now
            if isStopping, drainEnd == nil, duties.isUrgent() {
                drainEnd = now + configuration.drainTimeout
                drainEnds.withLock { $0 = drainEnd }
            }
            workers = workers.filter { !$0.worker.hasEnded }
                .compactMap { look($0, now, drainEnd, isStopping, duties) }
            if !isStopping { health.check(now) }
        }
    }

    /// Waits for a tick, or for the first request after a pause.
    private func wait(_ timeout: Duration?, _ workers: [Watched], _ stop: CInt, _ isStopping: inout Bool) {
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        let isBusy = workers.contains { $0.worker.state.now != $0.last }
        defer { isAsleep.store(false, ordering: .sequentiallyConsistent) }
        let timeout = isBusy ? min(timeout ?? tick, tick) : timeout
        // Only for the pause: a request that begins during a tick is seen at its end.
        if timeout == tick { isAsleep.store(false, ordering: .sequentiallyConsistent) }
        let readable = try? Poll.readable((alarm.number, stop, -1), timeout: timeout)
        if readable?.0 == true { alarm.silence() }
        if readable?.1 == true { isStopping = true }
    }

    /// Looks at one worker; `nil` if it was abandoned and has no successor.
    private func look(
        _ watched: Watched,
        _ now: ContinuousClock.Instant,
        _ drainEnd: ContinuousClock.Instant?,
        _ isStopping: Bool,
        _ duties: Duties
    ) -> Watched? {
        var watched = watched
        let moment = watched.worker.state.now
        guard moment.isRunning, moment.number == watched.last.number, watched.last.isRunning else {
            // A new request, or none.
            return Watched(worker: watched.worker, last: moment, since: now)
        }
        watched.last = moment
        let exchange = watched.worker.exchange
        if let cutOff = watched.cutOff {
            if !watched.isSevered {
                // A handler that was waiting for its body has let go of it by then, also on a busy machine.
                let endsWriting = now >= cutOff + min(configuration.patience / 2, .milliseconds(250))
                watched.isSevered = exchange.cutOff(moment.number, endsWriting: endsWriting)
            }
            guard now >= cutOff + configuration.patience, watched.worker.state.abandon(moment) else { return watched }
            exchange.close()
            if isStopping {
                logger.error("the handler of a request that was cut off does not end; ending without it")
                duties.abandoned()
                return nil
            }
            logger.error("the handler of a request that was cut off does not end; a new worker takes its place")
            let successor = duties.replacement()
            recycling.taskIsStuck()
            return successor.map { Watched(worker: $0) }
        }
        let isTooLong = now >= watched.since + configuration.requestTimeout
        if isTooLong || drainEnd.map({ now >= $0 }) == true {
            let reason =
                isTooLong
                ? "took longer than \(configuration.requestTimeout)"
                : "is not done \(configuration.drainTimeout) after the server was told to stop"
            logger.error("a request \(reason): cutting it off", metadata: ["request": "\(moment.number)"])
            watched.cutOff = now
            watched.isSevered = exchange.cutOff(moment.number, endsWriting: false)
            // Now that it cannot answer any more.
            if !moment.isCancelled { watched.last = watched.worker.cancel(moment) ?? watched.last }
        } else if !moment.isCancelled, exchange.peerIsGone(moment.number, isTCP: acceptor.isTCP) {
            logger.notice("the web server has gone: cancelling its request", metadata: ["request": "\(moment.number)"])
            watched.last = watched.worker.cancel(moment) ?? watched.last
        } else if !moment.isCancelled, exchange.isAborted(moment.number) {
            logger.notice("the web server has aborted a request", metadata: ["request": "\(moment.number)"])
            watched.last = watched.worker.cancel(moment) ?? watched.last
        }
        return watched
    }
}
