internal import CFastCGI
internal import Glibc

/// A process that a ``Supervisor`` started.
final class WorkerProcess {
    /// What the process does.
    enum State {
        /// It has not answered its health request. It is killed after `deadline`.
        case starting(deadline: ContinuousClock.Instant)
        /// It has answered.
        case serving
        /// It was asked to end. It is killed after `deadline`.
        case ending(deadline: ContinuousClock.Instant)
    }

    /// How a process ended.
    enum End: CustomStringConvertible {
        case status(CInt)
        case signal(CInt)

        var description: String {
            switch self {
            case .status(let status): "ended with status \(status)"
            case .signal(let number): "was ended by signal \(number)"
            }
        }
    }

    let id: pid_t
    /// Which program it runs: see ``ProcessPool``.
    let generation: Int
    let start: ContinuousClock.Instant
    var state: State
    /// Why it is killed, for the log.
    private(set) var fault: String?
    private let request: HealthRequest
    private let process: Descriptor?
    /// Readable when the process has ended; -1 if the system does not support that.
    let endNumber: CInt
    private var connection: Descriptor?
    /// Readable when it has answered; -1 if no answer is expected.
    private(set) var answerNumber: CInt
    private var answer: [UInt8] = []

    /// Takes a started process, and sends its health request.
    ///
    /// - Parameters:
    ///   - connection: The supervisor's end of the connection.
    ///   - timeout: How long it may take to answer.
    init(
        _ id: pid_t,
        generation: Int,
        _ request: HealthRequest,
        on connection: consuming Descriptor,
        timeout: Duration
    ) {
        self.id = id
        self.generation = generation
        self.request = request
        start = .now
        state = .starting(deadline: start + timeout)
        let number = gatehouse_process_descriptor(id)
        // Linux before 5.3 has no pidfd_open(2). The supervisor then looks at its processes a few times a second.
        endNumber = number
        process = number >= 0 ? Descriptor(adopting: number) : nil
        do throws(SystemError) {
            try request.send(on: connection)
        } catch {
            // It has ended. waitpid(2) tells how.
        }
        answerNumber = connection.number
        self.connection = consume connection
    }

    /// Whether it has answered its health request.
    private(set) var hasServed = false

    /// Whether it has closed the connection before it answered. It has ended, or will be killed at its deadline.
    private(set) var hasClosed = false

    var isServing: Bool { if case .serving = state { true } else { false } }
    var isStarting: Bool { if case .starting = state { true } else { false } }
    var isEnding: Bool { if case .ending = state { true } else { false } }

    /// When it must have answered or ended.
    var deadline: ContinuousClock.Instant? {
        switch state {
        case .starting(let deadline), .ending(let deadline): deadline
        case .serving: nil
        }
    }

    /// How the process ended; `nil` if it runs.
    func end() -> End? {
        var status: CInt = 0
        // waitpid(2) fills the local variable.
        guard (try? systemCall("waitpid", { unsafe waitpid(id, &status, WNOHANG) })) == id else { return nil }
        // WTERMSIG and WEXITSTATUS of sys/wait.h.
        let signal = status & 0x7F
        return signal == 0 ? .status(status >> 8 & 0xFF) : .signal(signal)
    }

    /// Reads what has arrived of the answer.
    ///
    /// - Returns: `incomplete` also if nothing has arrived.
    func readAnswer() -> HealthRequest.Verdict {
        guard answerNumber >= 0 else { return .incomplete }
        let bytes = Descriptor.borrowing(answerNumber) { connection in
            var buffer = [UInt8](repeating: 0, count: 4096)
            do throws(SystemError) {
                let count = try connection.receive(into: &buffer)
                return Array(buffer.prefix(count)) as [UInt8]?
            } catch {
                return error.number == EAGAIN ? nil : []
            }
        }
        guard let bytes else { return .incomplete }
        answer += bytes
        hasClosed = bytes.isEmpty
        let verdict =
            bytes.isEmpty ? .unhealthy("it closed the connection of its health request") : request.verdict(answer)
        if verdict != .incomplete {
            closeConnection()
        }
        return verdict
    }

    /// Notes that it has answered.
    func serves() {
        state = .serving
        hasServed = true
    }

    /// Asks the process to end.
    func terminate(within timeout: Duration) {
        state = .ending(deadline: .now + timeout)
        closeConnection()
        Glibc.kill(id, SIGTERM)
    }

    /// Kills the process.
    func kill(because fault: String) {
        self.fault = self.fault ?? fault
        state = .ending(deadline: .now + .seconds(60))
        closeConnection()
        Glibc.kill(id, SIGKILL)
    }

    private func closeConnection() {
        connection = nil
        answerNumber = -1
        answer = []
    }
}
