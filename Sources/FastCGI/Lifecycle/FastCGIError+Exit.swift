internal import GatewayInterface

extension FastCGIError {
    /// How a process ends that cannot serve because of this error, in the numbers of sysexits.h: what a process manager looks
    /// at, to start the program again or to leave that.
    ///
    /// | code | status |
    /// |---|---|
    /// | ``Code/notStarted``, ``Code/invalidAddress`` | 64, EX_USAGE |
    /// | ``Code/cannotListen`` | 69, EX_UNAVAILABLE |
    /// | ``Code/cannotServe`` | 71, EX_OSERR |
    /// | ``Code/stuckTasks`` | 75, EX_TEMPFAIL |
    /// | ``Code/invalidPeers`` | 78, EX_CONFIG |
    /// | all others, which are those of one answer | 70, EX_SOFTWARE |
    public var exitStatus: Int32 {
        switch code {
        case .notStarted, .invalidAddress: 64
        case .cannotListen: 69
        case .cannotServe: 71
        case .stuckTasks: 75
        case .invalidPeers: 78
        default: 70
        }
    }

    /// Ends the process, as ``Server/main(arguments:configuration:logger:created:_:)`` does when it cannot serve: one line on standard error, the
    /// name of the program and the ``message``, and ``exitStatus``.
    ///
    /// An error that is thrown at the top level of a program is a crash report instead.
    public func exit() -> Never {
        exit(followedBy: "")
    }

    /// The same, with more text behind the line.
    package func exit(followedBy text: String) -> Never {
        // A path in it may hold anything, also what a terminal obeys.
        let line = LogText.line("\(Process.prefix)\(message)".utf8)
        StandardDescriptors.writeError(String(decoding: line, as: UTF8.self) + "\n" + text)
        Process.exit(exitStatus)
    }
}
