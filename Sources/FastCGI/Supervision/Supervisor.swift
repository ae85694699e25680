internal import GatewayInterface
internal import Glibc
internal import Logging
internal import Synchronization

/// Starts processes of this program on one listening socket, and replaces those that end.
///
/// It reads no request. Each process accepts its own connections from the socket.
final class Supervisor: Sendable {
    private let listener: Mutex<Listener?>
    private let number: CInt
    private let settings: ProcessPool.Settings
    private let scoreboard: Scoreboard?
    private let scaling: Scaling
    private let followsFile: Bool
    private let wakeUp: WakeUp
    private let reload: Alarm
    private let logger: Logger

    /// - Parameters:
    ///   - listener: The socket.
    ///   - count: The number of processes.
    ///   - scoreboard: What the workers of the processes do; `nil` if nobody wants to know, and the number of processes is fixed.
    ///   - idleTimeout: How long a process is idle before it ends, if fewer may serve.
    ///   - followsFile: Whether a new executable file causes a reload.
    ///   - wakeUp: Ends the supervisor.
    ///   - reload: Causes a reload.
    init(
        _ listener: consuming Listener,
        _ count: ProcessCount,
        scoreboard: Scoreboard?,
        idleTimeout: Duration,
        request: HealthRequest,
        startTimeout: Duration,
        endTimeout: Duration,
        followsFile: Bool,
        wakeUp: WakeUp,
        reload: Alarm,
        logger: Logger
    ) {
        number = listener.number
        self.listener = Mutex(listener)
        // Not for the processes: the messages to systemd, and the socket that systemd passes, which they have as descriptor 0.
        let omitted = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]
        let own = [SupervisedStart.variable, SupervisedStart.scoreboardVariable]
        let kept = ProcessEnvironment.variables(beginningWith: "").filter { variable in
            !(omitted + own).contains { $0.utf8.elementsEqual(variable.name) }
        }
        var environment: [[UInt8]] = kept.map { $0.name + [0x3D] + $0.value }
        environment.append(Array("\(SupervisedStart.variable)=\(getpid())".utf8))
        if scoreboard?.file.number != nil {
            let number = SupervisedStart.scoreboardNumber
            environment.append(Array("\(SupervisedStart.scoreboardVariable)=\(number)".utf8))
        }
        settings = ProcessPool.Settings(
            arguments: CommandLine.arguments,
            environment: environment,
            scoreboard: scoreboard?.file.number,
            request: request,
            startTimeout: startTimeout,
            endTimeout: endTimeout
        )
        self.scoreboard = scoreboard
        scaling = Scaling(count.numbers(processors: Processors.count), idleTimeout: idleTimeout)
        self.followsFile = followsFile
        self.wakeUp = wakeUp
        self.reload = reload
        self.logger = logger
    }

    /// The connections that no process has accepted yet; `nil` if the system does not tell, or after the end.
    var queue: @Sendable () -> ServerStatus.Queue? {
        { [self] in listener.withLock { $0?.queue } }
    }

    /// Supervises until the server is asked to end. The calling thread must be the same for the whole time: the kernel ends the
    /// processes when it ends.
    ///
    /// - Throws: ``FastCGIError/Code/cannotServe`` if the first processes cannot start.
    func run() throws(FastCGIError) {
        guard var executable = ExecutableFile() else {
            throw FastCGIError(
                .cannotServe,
                "cannot find the file of this program in /proc/self/exe, from which more processes start; mount /proc, or "
                    + "serve with one process")
        }
        let pool: ProcessPool
        do throws(SystemError) {
            pool = ProcessPool(
                settings, wanted: scaling.wanted, program: try ExecutableFile.openRunning(), listener: number, logger)
        } catch {
            throw FastCGIError("cannot start", causedBy: error)
        }
        let manager = ServiceManager()
        logger.notice("starting \(scaling.wanted) processes")
        var scaling = scaling
        var nextScaling = ContinuousClock.now
        var isStopping = false
        var wasSteady = false
        var nextLook = ContinuousClock.now
        var nextSign = ContinuousClock.now
        while true {
            if !isStopping, wakeUp.isSignalled || Termination.isRequested || pool.failure != nil {
                isStopping = true
                manager.stopping()
                // No peer connects after the last process has accepted.
                listener.withLock { $0?.removePath() }
                pool.stop()
            }
            pool.advance()
            if isStopping, pool.isEmpty { break }
            if pool.isSteady != wasSteady, !isStopping {
                wasSteady = pool.isSteady
                if wasSteady { manager.ready(pool.status) }
            }
            let now = ContinuousClock.now
            if let interval = manager.watchdogInterval, now >= nextSign {
                manager.watchdog()
                nextSign = now + interval
            }
            if scaling.varies, !isStopping, !pool.isReloading, pool.hasServed, now >= nextScaling || pool.wanted == 0 {
                nextScaling = now + scale(pool, &scaling)
            }
            var causesReload = false
            if followsFile, !isStopping, now >= nextLook {
                nextLook = now + .seconds(1)
                if executable.isReplaced(), executable.isThere {
                    logger.notice("the executable file has been replaced: reloading")
                    causesReload = true
                }
            }
            let stop = isStopping ? -1 : wakeUp.number
            let deadlines = [
                pool.deadline, manager.watchdogInterval == nil ? nil : nextSign,
                followsFile && !isStopping ? nextLook : nil,
                scaling.varies && !isStopping && pool.wanted > 0 ? nextScaling : nil,
            ].compactMap { $0 }
            // Without a process, a connection wakes the supervisor.
            let waiting = pool.wanted == 0 && !isStopping ? [number] : []
            if !causesReload {
                causesReload = wait(for: [reload.number, stop] + pool.numbers + waiting, until: deadlines.min())
            }
            if causesReload, !isStopping {
                executable.takePresent()
                scaling.reload()
                pool.wanted = scaling.wanted
                begin(executable, pool, manager)
                wasSteady = false
            }
        }
        listener.withLock { $0 = nil }
        if let failure = pool.failure { throw failure }
    }

    /// Starts or ends a process, as the load demands.
    ///
    /// - Returns: The time until the next look.
    private func scale(_ pool: ProcessPool, _ scaling: inout Scaling) -> Duration {
        let serving = pool.serving
        let workers = scoreboard?.status(queue: nil).workers.filter { serving.contains($0.process) } ?? []
        let busy = Set(workers.lazy.filter { $0.activity != .idle }.map(\.process))
        var idle: [Int: Duration] = [:]
        for worker in workers where !busy.contains(worker.process) {
            idle[worker.process] = min(idle[worker.process] ?? worker.duration, worker.duration)
        }
        let load = Scaling.Load(
            isWaiting: (try? Poll.readable(number, timeout: .zero)) == true,
            isStarting: pool.isStarting,
            hasFreeWorker: workers.contains { $0.activity == .idle },
            idle: idle.map { ($0.key, $0.value) }
        )
        switch scaling.step(load) {
        case .nothing:
            break
        case .start:
            logger.info("connections wait, and no worker is free: \(scaling.wanted) processes shall serve")
        case .end(let process):
            logger.info("process \(process) is idle and ends: \(scaling.wanted) processes shall serve")
            pool.end(process)
        }
        if pool.wanted != scaling.wanted {
            pool.wanted = scaling.wanted
            pool.advance()
        }
        return load.isWaiting || !busy.isEmpty ? .milliseconds(100) : .milliseconds(500)
    }

    /// Waits until a descriptor is readable.
    ///
    /// - Parameter numbers: That of ``reload`` is the first.
    /// - Returns: Whether a reload was requested.
    private func wait(for numbers: [CInt], until end: ContinuousClock.Instant?) -> Bool {
        // One millisecond more, because poll(2) drops fractions.
        let timeout = end.map { max(ContinuousClock.now.duration(to: $0), .zero) + .milliseconds(1) }
        do throws(SystemError) {
            let ready = try Poll.ready(numbers.map { ($0, false) }, timeout: timeout)
            guard ready.first == true else { return false }
            reload.silence()
            logger.notice("reloading, as requested by SIGHUP")
            return true
        } catch {
            logger.error("cannot wait for the processes: \(error)")
            usleep(100_000)
            return false
        }
    }

    private func begin(_ executable: ExecutableFile, _ pool: ProcessPool, _ manager: ServiceManager) {
        do throws(SystemError) {
            pool.reload(try executable.open())
            manager.reloading()
        } catch {
            logger.error("cannot reload: \(error)\(error.advice). The previous program continues to serve")
        }
    }
}
