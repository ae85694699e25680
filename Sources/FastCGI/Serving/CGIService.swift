internal import GatewayInterface
internal import Glibc
internal import HTTPTypes
internal import Logging
internal import Synchronization

/// Responds to the one request of a CGI process and limits its duration.
///
/// The handler runs in the serving task, without a thread switch. If it awaits only its own work, Swift's thread pool
/// does not start; that would take longer than the response. The watchdog has its own thread, because a handler may
/// block every other one.
final class CGIService: Sendable {
    /// EX_TEMPFAIL of sysexits.h: the exit status of a process whose request took too long.
    static let statusAfterCutOff: CInt = 75

    /// mod_cgid kills the process three seconds after SIGTERM. Cancelled work needs a part of this time.
    private static let drainBeforeKill = Duration.seconds(2)

    private let configuration: ServerConfiguration
    private let logger: Logger
    private let alarm: Alarm
    private let task = Mutex(RespondingTask())

    /// The task that responds, while it runs.
    ///
    /// Sendable is unchecked because ``UnsafeCurrentTask`` is not Sendable. Other threads may call only its cancel().
    /// They do so while the mutex is held, and the task removes itself before it continues.
    @safe
    private struct RespondingTask: @unchecked Sendable {
        private var task: UnsafeCurrentTask?

        mutating func begin(_ task: UnsafeCurrentTask?) { unsafe self.task = task }
        mutating func end() { unsafe task = nil }
        func cancel() { unsafe task?.cancel() }
    }

    init(configuration: ServerConfiguration, logger: Logger) throws(FastCGIError) {
        self.configuration = configuration
        self.logger = logger
        do throws(SystemError) {
            alarm = try Alarm()
        } catch {
            throw FastCGIError("cannot start", causedBy: error)
        }
    }

    /// Responds to the request. Does not return if the request took too long.
    ///
    /// - Returns: The application status, 0 unless the handler sets one.
    func serve(_ handler: @escaping Server.Handler) async throws(FastCGIError) -> UInt32 {
        switch CGIExchange.accept(
            limits: configuration.parameterLimits, notesRoute: configuration.slowRequest != nil)
        {
        case .refused(let status, let exchange, let reason):
            logger.notice("request refused: \(reason)", metadata: ["status": "\(status.code)"])
            try? exchange.send(.plain(status), request: 1)
            return 0
        case .request(let request, let exchange):
            let awaitWatchdog: @Sendable () -> Void
            // The handler begins on this thread.
            let thread = configuration.slowRequest.flatMap { _ in SampledThread.current() }
            do throws(SystemError) {
                awaitWatchdog = try Thread.startJoinable { [self] in watch(exchange, thread) }
            } catch {
                throw FastCGIError("cannot start the watchdog", causedBy: error)
            }
            // Valid until `end()`, which runs before this task can end.
            unsafe withUnsafeCurrentTask { current in
                task.withLock { unsafe $0.begin(current) }
            }
            // The time may have ended before the task was known.
            if exchange.isCutOff { task.withLock { $0.cancel() } }
            let isWhole = await response(request, exchange, handler)
            task.withLock { $0.end() }
            let isInTime = exchange.finish()
            alarm.ring()
            // Otherwise the watchdog logs the reason and ends the process. This task is cancelled, so Task.sleep
            // would return at once.
            while !isInTime { Thread.sleep(milliseconds: 1000) }
            // A process with one thread exits sooner, and mod_cgid waits for the exit.
            awaitWatchdog()
            exchange.discardBody()
            await follow(exchange.takeBackgroundWork(isWhole: isWhole))
            return exchange.applicationStatus
        }
    }

    /// Runs the background work of the request after its response.
    ///
    /// It closes standard output first, so the web server stops waiting for more. Apache's mod_cgid then sends
    /// SIGTERM to a process that continues, and kills it three seconds later. The work must end before that.
    private func follow(_ backgroundWork: [BackgroundWork]) async {
        guard !backgroundWork.isEmpty else { return }
        let runner: BackgroundWorkRunner
        do throws(SystemError) {
            let wakeUp = try WakeUp()
            runner = try BackgroundWorkRunner(patience: configuration.patience)
            // Before the web server can see that the response is complete.
            Termination.signal(wakeUp, isManaged: true)
            try StandardDescriptors.endOutput()
        } catch {
            for item in backgroundWork { item.report(.notBegun("\(error)")) }
            return
        }
        runner.take(backgroundWork)
        let time = min(configuration.drainTimeout, Self.drainBeforeKill)
        let end = Mutex<ContinuousClock.Instant?>(nil)
        let isDone = await runner.drain {
            end.withLock { end in
                if end == nil, Termination.isRequested { end = ContinuousClock.now + time }
                return end
            }
        }
        if !isDone { logger.error("cancelled background work does not end; ending without it") }
    }

    /// - Returns: Whether the handler has succeeded.
    private func response(_ request: Request, _ exchange: CGIExchange, _ handler: Server.Handler) async -> Bool {
        #if DEBUG
            ThrownErrors.beginForProcess()
        #endif
        var hasResponded = true
        do {
            try await handler(request, ResponseWriter(exchange, request: 1))
        } catch let error as ReplacementResponse {
            hasResponded = false
            if exchange.isOpen, !exchange.isCutOff { try? exchange.send(error.response, request: 1) }
            exchange.keep(instead: error.response)
        } catch {
            hasResponded = false
            logger.error("the handler failed: \(LogText.quoted(String(describing: error).utf8))")
        }
        if exchange.isOpen, !exchange.isCutOff {
            hasResponded = false
            logger.error("the handler sent no response; sending 500")
            try? exchange.send(.plain(.internalServerError), request: 1)
        }
        return hasResponded
    }

    /// Waits until the request has ended. Logs it if it is slow. When its time is over, ends the process.
    private func watch(_ exchange: CGIExchange, _ thread: SampledThread?) {
        let since = ContinuousClock.now
        var limit = ProgressLimit(configuration.requestTimeout, 0, now: since)
        var slowLimit = configuration.slowRequest.map { ProgressLimit($0, 0, now: since) }
        let tick = configuration.watchInterval
        repeat {
            if hasEnded(within: min(tick, ContinuousClock.now.duration(to: limit.end))) { return }
            let now = ContinuousClock.now
            limit.update(exchange.transferred.total, now: now)
            slowLimit?.update(exchange.transferred.total, now: now)
            if let end = slowLimit?.end, now >= end {
                slowLimit = nil
                report(exchange, thread, since)
            }
        } while ContinuousClock.now < limit.end
        guard exchange.cutOff() else { return }
        logger.error("the request \(limit.reason): cutting it off")
        task.withLock { $0.cancel() }
        if hasEnded(within: configuration.patience) { Process.exit(Self.statusAfterCutOff) }
        logger.error("the handler of a request that was cut off does not end; ending without it")
        Process.exitNow(Self.statusAfterCutOff)
    }

    /// Logs a request that is slow and still runs.
    private func report(_ exchange: CGIExchange, _ thread: SampledThread?, _ since: ContinuousClock.Instant) {
        let route = exchange.route?.text
        // The process has done little before the request, so its thread's whole time counts.
        let report = SlowRequestReport(
            request: 1, duration: since.duration(to: .now), working: thread?.processorTime, activity: "working",
            route: route, rule: route.flatMap(configuration.ruleOfRoute),
            calls: SlowRequestReport.calls(of: thread) { exchange.whileQuiet($0) })
        logger.warning(SlowRequestReport.message, metadata: report.metadata)
    }

    private func hasEnded(within time: Duration) -> Bool {
        let end = ContinuousClock.now + time
        while case let rest = ContinuousClock.now.duration(to: end), rest > .zero {
            // poll(2) takes whole milliseconds and drops fractions.
            guard let hasRung = try? Poll.readable(alarm.number, timeout: rest + .milliseconds(1)) else {
                usleep(10_000)
                continue
            }
            if hasRung { return true }
        }
        return false
    }
}
