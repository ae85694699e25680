internal import CFastCGI
internal import Glibc
internal import Logging

/// The processes of a ``Supervisor``. Only its thread uses them.
///
/// Each process runs a program of some generation. A reload makes a new program the goal: processes of other generations are
/// replaced one at a time, each only after its successor has answered its health request. If a successor fails, the previous
/// program becomes the goal again.
final class ProcessPool {
    /// What every process gets.
    struct Settings: Sendable {
        let arguments: [String]
        let environment: [[UInt8]]
        /// The descriptor of the scoreboard; `nil` for none.
        var scoreboard: CInt?
        let request: HealthRequest
        /// How long a process may take to answer.
        let startTimeout: Duration
        /// How long a process may take to end.
        let endTimeout: Duration
    }

    private final class Program {
        let generation: Int
        let file: Descriptor

        init(_ generation: Int, _ file: consuming Descriptor) {
            self.generation = generation
            self.file = file
        }
    }

    private let settings: Settings
    private let listener: CInt
    private let logger: Logger
    /// How many processes shall serve.
    var wanted: Int
    private var processes: [WorkerProcess] = []
    /// What serves.
    private var current: Program
    /// What shall serve.
    private var goal: Program
    /// Whether a reload has begun and not ended.
    private(set) var isReloading = false
    private var isStopping = false
    private var lastGeneration = 0
    private var delay = RestartDelay()

    /// Whether a process has ever served.
    private(set) var hasServed = false
    /// Why no process could start; `nil` after one has served.
    private(set) var failure: FastCGIError?

    var isEmpty: Bool { processes.isEmpty }

    /// Whether all processes serve what they shall serve.
    var isSteady: Bool { hasServed && !isReloading }

    /// How many processes serve, as text for people.
    var status: String { "\(processes.count(where: \.isServing)) of \(wanted) processes serve" }

    /// Whether a process has not answered its health request yet.
    var isStarting: Bool { processes.contains(where: \.isStarting) }

    /// The ids of the processes that serve.
    var serving: Set<Int> { Set(processes.lazy.filter(\.isServing).map { Int($0.id) }) }

    /// Asks one process to end, because fewer are wanted.
    func end(_ id: Int) {
        for process in processes where process.isServing && Int(process.id) == id {
            process.terminate(within: settings.endTimeout)
        }
    }

    /// - Parameters:
    ///   - wanted: How many processes shall serve.
    ///   - program: The file that the processes run.
    ///   - listener: The listening socket, which the caller keeps open.
    init(_ settings: Settings, wanted: Int, program: consuming Descriptor, listener: CInt, _ logger: Logger) {
        self.settings = settings
        self.wanted = wanted
        self.listener = listener
        self.logger = logger
        current = Program(0, program)
        goal = current
    }

    /// The descriptors that are readable when ``advance()`` has something to do.
    var numbers: [CInt] {
        processes.flatMap { [$0.endNumber, $0.answerNumber] }.filter { $0 >= 0 }
    }

    /// When ``advance()`` has something to do although no descriptor is readable; `nil` for never.
    var deadline: ContinuousClock.Instant? {
        var deadlines = processes.compactMap(\.deadline)
        if let end = delay.end, end > .now { deadlines.append(end) }
        if processes.contains(where: { $0.endNumber < 0 }) { deadlines.append(.now + .milliseconds(200)) }
        return deadlines.min()
    }

    /// Replaces all processes, one at a time.
    ///
    /// - Parameter program: The file that the new processes run.
    func reload(_ program: consuming Descriptor) {
        lastGeneration += 1
        goal = Program(lastGeneration, program)
        isReloading = true
        delay = RestartDelay()
    }

    /// Asks all processes to end.
    func stop() {
        isStopping = true
        for process in processes where !process.isEnding { process.terminate(within: settings.endTimeout) }
    }

    /// Takes note of what has happened, and does what follows from it.
    func advance() {
        let now = ContinuousClock.now
        takeEnds(now)
        takeAnswers()
        for process in processes {
            guard let deadline = process.deadline, now >= deadline else { continue }
            process.kill(
                because: process.isStarting
                    ? "it did not answer its health request within \(settings.startTimeout)"
                    : "it did not end within \(settings.endTimeout)")
        }
        if !isStopping {
            retireSurplus()
            startMissing(now)
        }
    }

    private func takeEnds(_ now: ContinuousClock.Instant) {
        var running: [WorkerProcess] = []
        for process in processes {
            if let end = process.end() {
                take(end, of: process, now)
            } else {
                running.append(process)
            }
        }
        processes = running
    }

    private func take(_ end: WorkerProcess.End, of process: WorkerProcess, _ now: ContinuousClock.Instant) {
        let wasAsked = process.isEnding && process.fault == nil
        guard !wasAsked else {
            logger.debug("process \(process.id) \(end)")
            return
        }
        let what = process.fault.map { "was killed: \($0)" } ?? "\(end)"
        delay.processEnded(after: process.start.duration(to: now), now)
        if case .status(0) = end, process.isServing {
            logger.notice("process \(process.id) \(what); starting another")
        } else {
            logger.error("process \(process.id) \(what)")
        }
        guard !process.hasServed else { return }
        startFailed("a new process \(what)", of: process.generation)
    }

    /// Decides what to do about a process that could not start.
    private func startFailed(_ what: String, of generation: Int) {
        if !hasServed {
            failure = FastCGIError(.cannotServe, "cannot start: \(what)")
        } else if goal !== current, generation == goal.generation {
            logger.error("the reload failed: \(what). The previous program continues to serve")
            goal = current
        }
    }

    private func takeAnswers() {
        for process in processes where process.isStarting {
            switch process.readAnswer() {
            case .incomplete:
                break
            case .healthy:
                process.serves()
                hasServed = true
                logger.info("process \(process.id) serves")
            case .unhealthy(let reason):
                // If it has ended, waitpid(2) tells more.
                if process.hasClosed { continue }
                process.kill(because: "it is not healthy: \(reason)")
            }
        }
    }

    /// Ends a process of another generation when enough processes serve without it, and ends the reload after the last.
    private func retireSurplus() {
        let serving = processes.filter(\.isServing)
        let replaced = serving.filter { $0.generation != goal.generation }
        for process in replaced.prefix(max(serving.count - wanted, 0)) {
            process.terminate(within: settings.endTimeout)
        }
        guard isReloading, serving.count(where: { $0.generation == goal.generation }) >= wanted else { return }
        isReloading = false
        if goal !== current {
            current = goal
            logger.notice("reloaded: \(wanted) new processes serve")
        }
    }

    private func startMissing(_ now: ContinuousClock.Instant) {
        // A killed process is replaced after its end, which may show that no process can start.
        let alive = processes.filter { !$0.isEnding || $0.fault != nil }
        var missing = wanted - alive.count
        if isReloading, hasServed {
            // One process at a time, in addition to those that serve.
            let hasOthers = alive.contains { $0.generation != goal.generation }
            missing = !alive.contains(where: \.isStarting) && (hasOthers || missing > 0) ? 1 : 0
        }
        guard missing > 0, delay.isOver(now), failure == nil else { return }
        for _ in 0..<missing {
            do throws(SystemError) {
                processes.append(try start())
            } catch {
                logger.error("cannot start a process: \(error)\(error.advice)")
                delay.processEnded(after: .zero, now)
                startFailed("\(error)\(error.advice)", of: goal.generation)
                return
            }
        }
    }

    private func start() throws(SystemError) -> WorkerProcess {
        var one: CInt = -1
        var other: CInt = -1
        // socketpair(2) writes the two local variables.
        _ = try systemCall("socketpair") { unsafe gatehouse_socket_pair(&one, &other) }
        let own = Descriptor(adopting: one)
        let theirs = Descriptor(adopting: other)
        var descriptors = [(target: STDIN_FILENO, source: listener)]
        descriptors.append((SupervisedStart.connection, theirs.number))
        if let scoreboard = settings.scoreboard { descriptors.append((SupervisedStart.scoreboardNumber, scoreboard)) }
        let process = try Spawn.start(
            "/proc/self/fd/\(goal.file.number)",
            settings.arguments,
            environment: settings.environment,
            descriptors: descriptors
        )
        return WorkerProcess(
            process, generation: goal.generation, settings.request, on: own, timeout: settings.startTimeout)
    }
}
