internal import GatewayInterface
internal import Glibc
internal import HTTPTypes
internal import Logging
internal import Synchronization

/// Answers the one request of a CGI process, and bounds the time that it takes.
///
/// The handler runs in the task that serves, without a switch: as long as it only waits for itself, nothing starts the
/// threads that Swift has for tasks, which would take longer than the answer. A thread of its own waits for the end of the
/// time: a handler may block every other.
final class CGIService: Sendable {
    /// EX_TEMPFAIL of sysexits.h: the status of a process whose request took too long.
    static let statusAfterCutOff: CInt = 75

    /// mod_cgid kills three seconds after it has asked; what is cancelled needs a moment.
    private static let drainBeforeKill = Duration.seconds(2)

    private let configuration: ServerConfiguration
    private let logger: Logger
    private let alarm: Alarm
    private let task = Mutex(RespondingTask())

    /// The task that answers, as long as it does.
    ///
    /// Sendable is unchecked because ``UnsafeCurrentTask`` is not. cancel() is one of its methods that other threads may
    /// call; it is called with the mutex held, and the task takes itself out of it before it goes on.
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

    /// Answers the request. Does not return if that took too long.
    ///
    /// - Returns: the application status, 0 unless the handler has set one.
    func serve(_ handler: @escaping Server.Handler) async throws(FastCGIError) -> UInt32 {
        switch CGIExchange.accept(limits: configuration.parameterLimits) {
        case .refused(let status, let exchange, let reason):
            logger.notice("request refused: \(reason)", metadata: ["status": "\(status.code)"])
            try? exchange.send(.plain(status), request: 1)
            return 0
        case .request(let request, let exchange):
            let awaitWatchdog: @Sendable () -> Void
            do throws(SystemError) {
                awaitWatchdog = try Thread.startJoinable { [self] in watch(exchange) }
            } catch {
                throw FastCGIError("cannot start the watchdog", causedBy: error)
            }
            // Kept until `end()`, which is before this task can end.
            unsafe withUnsafeCurrentTask { current in
                task.withLock { unsafe $0.begin(current) }
            }
            // The time may have been over before the task was known.
            if exchange.isCutOff { task.withLock { $0.cancel() } }
            let isWhole = await response(request, exchange, handler)
            task.withLock { $0.end() }
            let isInTime = exchange.finish()
            alarm.ring()
            // Otherwise the watchdog ends the process, when it has said why. This task is cancelled: it cannot sleep.
            while !isInTime { Thread.sleep(milliseconds: 1000) }
            // A process of one thread is sooner gone, and mod_cgid waits for that.
            awaitWatchdog()
            await follow(exchange.takeBackgroundWork(isWhole: isWhole))
            return exchange.applicationStatus
        }
    }

    /// Does what the request has left, when its answer has left.
    ///
    /// Standard output is closed before, and with it the web server's waiting for more. Apache's mod_cgid asks a process
    /// that goes on to end, by SIGTERM, and kills it three seconds later: so the work has to end before that.
    private func follow(_ backgroundWork: [BackgroundWork]) async {
        guard !backgroundWork.isEmpty else { return }
        let runner: BackgroundWorkRunner
        do throws(SystemError) {
            let wakeUp = try WakeUp()
            runner = try BackgroundWorkRunner(patience: configuration.patience)
            // Before the web server can know that the answer is complete.
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
        if !isDone { logger.error("work after a response that was cancelled does not end; ending without it") }
    }

    /// - Returns: whether the handler has ended well.
    private func response(_ request: Request, _ exchange: CGIExchange, _ handler: Server.Handler) async -> Bool {
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
            logger.error("the handler gave no answer; answering 500")
            try? exchange.send(.plain(.internalServerError), request: 1)
        }
        return hasResponded
    }

    /// Waits until the request has ended or its time is over, and ends the process then.
    private func watch(_ exchange: CGIExchange) {
        guard !hasEnded(within: configuration.requestTimeout), exchange.cutOff() else { return }
        logger.error("the request took longer than \(configuration.requestTimeout): cutting it off")
        task.withLock { $0.cancel() }
        if hasEnded(within: configuration.patience) { Process.exit(Self.statusAfterCutOff) }
        logger.error("the handler of a request that was cut off does not end; ending without it")
        Process.exitNow(Self.statusAfterCutOff)
    }

    private func hasEnded(within time: Duration) -> Bool {
        let end = ContinuousClock.now + time
        while case let rest = ContinuousClock.now.duration(to: end), rest > .zero {
            // poll(2) counts milliseconds, and cuts off their fractions.
            guard let readable = try? Poll.readable((alarm.number, -1, -1), timeout: rest + .milliseconds(1)) else {
                usleep(10_000)
                continue
            }
            if readable.0 { return true }
        }
        return false
    }
}
