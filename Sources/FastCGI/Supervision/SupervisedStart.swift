internal import CFastCGI
internal import Glibc
internal import Synchronization

/// What a process that a ``Supervisor`` started has: the listening socket on descriptor 0, and a connection of the supervisor on
/// descriptor 3.
enum SupervisedStart {
    /// The variable with the id of the supervisor.
    static let variable = "FCGI_SUPERVISOR"

    /// The connection over which the supervisor sends its health request.
    static let connection: CInt = 3

    /// The variable that says that ``scoreboardNumber`` is the scoreboard.
    static let scoreboardVariable = "FCGI_SCOREBOARD"

    /// The descriptor of the scoreboard.
    static let scoreboardNumber: CInt = 4

    /// Whether ``scoreboard()`` has taken the descriptor, whose number can be that of another file afterwards.
    private static let isTaken = Atomic<Bool>(false)

    /// Takes the scoreboard of the supervisor; `nil` if there is none, or if it was taken before.
    static func scoreboard() -> Descriptor? {
        guard isCurrent, ProcessEnvironment.value(scoreboardVariable) == "\(scoreboardNumber)",
            !isTaken.exchange(true, ordering: .acquiringAndReleasing)
        else { return nil }
        _ = fcntl(scoreboardNumber, F_SETFD, FD_CLOEXEC)
        return Descriptor(adopting: scoreboardNumber)
    }

    /// Whether a supervisor is the parent of this process. A process that one of its processes starts inherits the variable, but
    /// has another parent.
    static let isCurrent = Start.current == .fastCGI && ProcessEnvironment.value(variable) == "\(getppid())"

    /// Makes the kernel send SIGTERM to this process when the supervisor has ended, and takes the supervisor's connection.
    ///
    /// - Returns: The connection; `nil` if descriptor 3 is not a socket.
    static func begin() throws(SystemError) -> Descriptor? {
        _ = try systemCall("prctl PR_SET_PDEATHSIG") { gatehouse_end_with_parent(SIGTERM) }
        // The supervisor may have ended before.
        if ProcessEnvironment.value(variable) != "\(getppid())" { raise(SIGTERM) }
        var information = stat()
        // fstat(2) fills the local variable.
        guard unsafe fstat(connection, &information) == 0, information.st_mode & S_IFMT == S_IFSOCK else { return nil }
        _ = try systemCall("fcntl F_SETFD") { fcntl(connection, F_SETFD, FD_CLOEXEC) }
        return Descriptor(adopting: connection)
    }
}
