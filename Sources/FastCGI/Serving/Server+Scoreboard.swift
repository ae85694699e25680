package import GatewayInterface
internal import Synchronization

extension Server {
    /// What the workers of all processes of the program do; `nil` unless this server serves and notes it.
    package var status: ServerStatus? { monitor.withLock { $0 }?.status }

    /// Opens the scoreboard that the supervisor passed, or the one of the configuration.
    ///
    /// - Returns: `nil` if the configuration has none, or if it cannot be opened. Requests do not depend on it.
    func openScoreboard() -> Scoreboard? {
        // A supervisor that adapts the number of processes needs to know what they do. The log of slow requests needs routes.
        let varies = configuration.processes?.varies == true && (SupervisedStart.isCurrent || isSupervisor(.current))
        let isNeeded = varies || configuration.slowRequest != nil
        guard let place = configuration.scoreboard ?? (isNeeded ? .memory : nil) else { return nil }
        do throws(SystemError) {
            if place == .memory, let inherited = SupervisedStart.scoreboard() {
                return try Scoreboard(inherited: inherited)
            }
            return try Scoreboard(place)
        } catch {
            logger.error("serving without a scoreboard: \(error)\(error.advice)")
            return nil
        }
    }
}
