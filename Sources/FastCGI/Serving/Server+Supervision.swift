internal import Glibc
internal import Synchronization

extension Server {
    /// Whether this process starts others that serve, instead of serving by itself.
    package func isSupervisor(_ start: Start) -> Bool {
        start != .cgi && !SupervisedStart.isCurrent && configuration.processes != nil && decidesProcesses(start)
    }

    /// Whether the number of processes is not the matter of another process manager.
    private func decidesProcesses(_ start: Start) -> Bool {
        // systemd names the process that it passes sockets to (sd_listen_fds(3)).
        let isFromSystemd = ProcessEnvironment.value("LISTEN_PID") == "\(getpid())"
        return start == .neither || isFromSystemd || configuration.supervisesInheritedSocket
    }

    /// How many processes shall serve; `nil` if this process serves by itself.
    func processes(_ start: Start) -> ProcessCount? {
        guard let count = configuration.processes else { return nil }
        guard decidesProcesses(start) else {
            logger.notice(
                "serving with this process only: the process manager that passed the socket decides how many there are")
            return nil
        }
        return count
    }

    /// Starts the processes, and waits until the server is asked to end.
    func supervise(
        _ listener: consuming Listener, _ count: ProcessCount, isManaged: Bool
    ) async throws(FastCGIError) {
        let reload: Alarm
        do throws(SystemError) {
            reload = try Alarm()
        } catch {
            throw FastCGIError("cannot start", causedBy: error)
        }
        Termination.signal(wakeUp, isManaged: isManaged, reload: reload)
        let scoreboard = openScoreboard()
        let supervisor = Supervisor(
            listener,
            count,
            scoreboard: scoreboard,
            idleTimeout: configuration.processIdleTimeout,
            request: configuration.healthRequest ?? .values,
            startTimeout: configuration.requestTimeout,
            // The processes cut off their requests after the drain time.
            endTimeout: configuration.drainTimeout + .seconds(2),
            followsFile: configuration.endsWhenReplaced ?? true,
            wakeUp: wakeUp,
            reload: reload,
            logger: logger
        )
        monitor.withLock { $0 = scoreboard.map { ServerMonitor($0, queue: supervisor.queue) } }
        let statusServer = try configuration.statusListener.map { (place) throws(FastCGIError) in
            try StatusServer(place, configuration, logger)
        }
        let statusEnds = statusServer?.start()
        // A thread of its own: the program may need the thread of its main task.
        let result = await withCheckedContinuation { (continuation: CheckedContinuation<FastCGIError?, Never>) in
            let run = { @Sendable in
                do throws(FastCGIError) {
                    try supervisor.run()
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error)
                }
            }
            do throws(SystemError) {
                try Thread.start(run)
            } catch {
                continuation.resume(returning: FastCGIError("cannot start the supervisor", causedBy: error))
            }
        }
        statusServer?.stop()
        await statusEnds?.value
        if let result { throw result }
    }

    /// Serves in a process that a supervisor started.
    ///
    /// - Parameter isInherited: Whether the supervisor did not open the socket itself.
    func serveSupervised(isInherited: Bool, _ handler: @escaping Handler) async throws(FastCGIError) {
        let connection: Descriptor?
        do throws(SystemError) {
            connection = try SupervisedStart.begin()
        } catch {
            throw FastCGIError("cannot start", causedBy: error)
        }
        let peers = try PeerCheck(configuration.peers, isInherited: isInherited)
        Termination.signal(wakeUp, isManaged: true)
        try await run(on: try .inherited(), peers, supervisor: connection, handler)
    }
}
