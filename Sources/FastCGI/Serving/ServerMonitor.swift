internal import GatewayInterface

/// What a server knows about all processes of its program.
struct ServerMonitor: Sendable {
    private let scoreboard: Scoreboard
    private let queue: @Sendable () -> ServerStatus.Queue?

    /// - Parameters:
    ///   - scoreboard: What the workers of all processes do.
    ///   - queue: The queue of the listening socket, if the system tells.
    init(_ scoreboard: Scoreboard, queue: @escaping @Sendable () -> ServerStatus.Queue?) {
        self.scoreboard = scoreboard
        self.queue = queue
    }

    /// What all workers do now.
    var status: ServerStatus { scoreboard.status(queue: queue()) }
}
