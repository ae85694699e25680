internal import GatewayInterface

extension FastCGIError {
    /// The exit status for a process that cannot serve because of this error, by sysexits.h. A process manager uses
    /// it to decide whether to start the program again.
    ///
    /// | code | status |
    /// |---|---|
    /// | ``Code/notStarted``, ``Code/invalidAddress`` | 64, EX_USAGE |
    /// | ``Code/cannotListen`` | 69, EX_UNAVAILABLE |
    /// | ``Code/cannotServe`` | 71, EX_OSERR |
    /// | ``Code/stuckTasks`` | 75, EX_TEMPFAIL |
    /// | ``Code/invalidPeers`` | 78, EX_CONFIG |
    /// | all others, which concern one response | 70, EX_SOFTWARE |
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

    /// Ends the process as ``Server/main(arguments:configuration:logger:created:_:)`` does when it cannot serve.
    ///
    /// It writes one line to standard error, with the name of the program and the ``message``, and exits with
    /// ``exitStatus``. If the error is thrown at the top level of a program instead, the result is a crash report.
    public func exit() -> Never {
        exit(followedBy: "")
    }

    /// The same, with more text after the line.
    package func exit(followedBy text: String) -> Never {
        // A path in the message can contain any bytes, including control sequences of a terminal.
        let line = LogText.line("\(Process.prefix)\(message)".utf8)
        StandardDescriptors.writeError(String(decoding: line, as: UTF8.self) + "\n" + text)
        Process.exit(exitStatus)
    }
}
