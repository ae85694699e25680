internal import GatewayInterface
internal import HTTPTypes
public import Logging
internal import Synchronization

/// Serves FastCGI requests: it accepts connections, reads requests, calls a handler for each, and lets libfcgi frame
/// the responses.
///
/// Most programs only need ``main(arguments:configuration:logger:created:_:)``. Create a server if the program reads
/// its arguments itself, chooses where and how to listen, or stops by itself:
///
/// ```swift
/// import FastCGI
///
/// do {
///     // nginx runs as user 33, which is in the group of this process: the mode opens the socket file to it, and the
///     // policy allows the connection.
///     let server = try Server(configuration: ServerConfiguration(peers: PeerPolicy(users: [33])))
///     let listener = try Listener(.unix(path: "/run/app/app.sock"), mode: 0o660)
///     try await server.serve(on: listener) { request, response in
///         try response.finish(HTTPResponse(status: .ok), body: Array("Hello\n".utf8))
///     }
/// } catch {
///     error.exit()
/// }
/// ```
public final class Server: Sendable {
    /// A closure that responds to one request.
    ///
    /// It runs on a worker's own thread and may block it. With CGI, it runs in the serving task. If that is the main
    /// actor's task, the handler must not block until something happens on the main actor. If the handler throws, or
    /// sends no response, the client gets a plain 500 and the reason is logged.
    ///
    /// The handler's task is **cancelled** in three cases:
    /// - The request has taken longer than ``ServerConfiguration/requestTimeout``.
    /// - The client has disconnected, or the web server has aborted the request.
    /// - The server is stopping and ``ServerConfiguration/drainTimeout`` is over.
    ///
    /// In the first and the last case, the client gets a plain **503** at once if nothing of a response has been
    /// sent, otherwise the connection breaks off. Later writes of the handler throw
    /// ``FastCGIError/Code/requestOver``. If the handler has not ended half a second later, its worker is
    /// **abandoned**: a new worker replaces it, and its thread remains until the handler ends. With CGI, only the
    /// first case exists, and the process then exits with status 75.
    ///
    /// A handler that loops or blocks should check `Task.isCancelled`, and one that awaits should pass on
    /// `CancellationError`.
    public typealias Handler = @Sendable (Request, consuming ResponseWriter) async throws -> Void

    let configuration: ServerConfiguration
    let logger: Logger
    let wakeUp: WakeUp
    /// Whether ``stop()`` was called. A server that ends for internal reasons does not set it.
    private let isTold = Atomic<Bool>(false)
    private let manager = ProcessManager()
    /// Read before the first response: a client that has a response may replace the file.
    private let executable = ExecutableFile()
    /// What the processes of the program do; `nil` unless the configuration has a place for it, or before this server serves.
    let monitor = Mutex<ServerMonitor?>(nil)

    /// Creates a server. It calls `FCGX_Init`, and then sets the signal handling of the process.
    ///
    /// SIGPIPE is ignored for the rest of the process, so a closed connection is an error of a write. Child processes
    /// inherit this, and from a handler's thread also a mask of blocked signals. Reset both when you start a child:
    /// posix_spawn(3) does so with POSIX_SPAWN_SETSIGDEF and POSIX_SPAWN_SETSIGMASK. A child inherits no descriptor
    /// of the server.
    ///
    /// - Parameters:
    ///   - configuration: Threads, timeouts and limits.
    ///   - logger: Receives refused requests, failed handlers and system errors. Defaults to a logger that writes to
    ///     the web server's error log of the virtual host (``FastCGILogHandler``), or to the one that the program has
    ///     set with `LoggingSystem.bootstrap`.
    /// - Throws: ``FastCGIError/Code/cannotServe`` if no descriptor is free, or if libfcgi is not the version that
    ///   the program was built with.
    public init(
        configuration: ServerConfiguration = ServerConfiguration(),
        logger: Logger? = nil
    ) throws(FastCGIError) {
        do throws(SystemError) {
            // Before anything else is opened.
            try StandardDescriptors.fillGaps()
            wakeUp = try WakeUp()
        } catch {
            throw FastCGIError("cannot start", causedBy: error)
        }
        try LibFCGI.initialize()
        self.configuration = configuration
        self.logger = logger ?? FastCGILogHandler.defaultLogger("fastcgi")
    }

    /// Serves according to how the process was started, until it is asked to end.
    /// ``main(arguments:configuration:logger:created:_:)`` adds a clean exit.
    ///
    /// With a listening socket on descriptor 0 (mod_fcgid, spawn-fcgi, `cgi-fcgi -start`), it serves FastCGI there.
    /// With a request in the environment, it serves that request with CGI. Otherwise the arguments must be
    /// `--listen ADDRESS`. SIGTERM, SIGINT, SIGQUIT, SIGHUP and SIGUSR1 end it after the requests in flight. A second SIGINT
    /// ends it at once, and with `--listen` so does a second SIGTERM. A CGI request that takes longer than
    /// ``ServerConfiguration/requestTimeout`` ends the process.
    ///
    /// - Parameters:
    ///   - arguments: The arguments of the process, its name first. With CGI, they are ignored, because a client can
    ///     choose them.
    ///   - handler: Responds to each request.
    /// - Throws: ``FastCGIError`` if it cannot start, with a message for the operator.
    public func serve(
        arguments: [String] = CommandLine.arguments,
        _ handler: @escaping Handler
    ) async throws(FastCGIError) {
        _ = try await serveReturningStatus(arguments, handler)
    }

    /// - Returns: The exit status of a process that has served, as the CGI handler has set it.
    func serveReturningStatus(
        _ arguments: [String],
        _ handler: @escaping Handler
    ) async throws(FastCGIError) -> UInt32 {
        let start = Start.current
        var address: SocketAddress?
        if start != .cgi, arguments.count > 1 {
            guard arguments.count == 3, arguments[1] == "--listen" else {
                let words = arguments.dropFirst().map { LogText.quoted($0.utf8) }.joined(separator: " ")
                throw FastCGIError(
                    .notStarted, "invalid arguments \(words); use --listen ADDRESS, or no arguments")
            }
            do throws(FastCGIError) {
                address = try SocketAddress(arguments[2])
            } catch {
                throw FastCGIError(error.code, "--listen: \(error)")
            }
        }
        return try await serveReturningStatus(start, address, handler)
    }

    /// Serves in a given way until the process is asked to end, for programs that read their arguments themselves.
    ///
    /// - Parameters:
    ///   - start: How the process was started.
    ///   - address: Where to listen if the process was started by hand.
    ///   - handler: Responds to each request.
    /// - Throws: ``FastCGIError`` if it cannot start, with a message for the operator.
    public func serve(
        _ start: Start,
        listeningOn address: SocketAddress?,
        _ handler: @escaping Handler
    ) async throws(FastCGIError) {
        _ = try await serveReturningStatus(start, address, handler)
    }

    private func serveReturningStatus(
        _ start: Start,
        _ address: SocketAddress?,
        _ handler: @escaping Handler
    ) async throws(FastCGIError) -> UInt32 {
        try keepOutput(start)
        if start == .cgi {
            // The client's header field "Proxy". Libraries and child processes would take it for the proxy setting.
            ProcessEnvironment.remove("HTTP_PROXY")
            return try await CGIService(configuration: configuration, logger: logger).serve(handler)
        }
        if SupervisedStart.isCurrent {
            try await serveSupervised(isInherited: address == nil, handler)
            return 0
        }
        if let count = processes(start) {
            try await supervise(try listener(start, address), count, isManaged: start == .fastCGI)
            return 0
        }
        let peers = try PeerCheck(configuration.peers, isInherited: start == .fastCGI)
        // These signals belong to this server for the rest of the process. They are set first, so that a signal
        // leaves no socket file behind.
        Termination.signal(wakeUp, isManaged: start == .fastCGI)
        let listener = try listener(start, address)
        ServiceManager().ready("serving")
        try await run(on: listener, peers, handler)
        return 0
    }

    /// Sends what the program prints to standard error: with CGI, standard output is the response, and under a process
    /// manager, it is not read. ``serve(_:listeningOn:_:)`` does so; a program that does other work first calls this before.
    package func keepOutput(_ start: Start) throws(FastCGIError) {
        do throws(SystemError) {
            if start == .cgi { try StandardDescriptors.keepOutputForResponses() }
            if start != .neither { try StandardDescriptors.printToError() }
        } catch {
            throw FastCGIError("cannot start", causedBy: error)
        }
    }

    private func listener(_ start: Start, _ address: SocketAddress?) throws(FastCGIError) -> Listener {
        if start == .fastCGI {
            guard address == nil else {
                throw FastCGIError(.notStarted, "descriptor 0 is already a listening socket; remove --listen")
            }
            return try .inherited()
        }
        guard let address else {
            throw FastCGIError(
                .notStarted,
                "found no FastCGI socket, no CGI request and no --listen ADDRESS; let a web server start it, or set an address: "
                    + "--listen /run/app.sock, or a loopback port such as 127.0.0.1:9000"
            )
        }
        let listener = try Listener(address)
        logger.notice("listening on \(listener.address ?? address)")
        return listener
    }

    /// Serves FastCGI on a listener until the process is asked to end. Use it for a socket with another mode, or one
    /// that was opened before privileges were dropped.
    ///
    /// SIGTERM, SIGINT, SIGQUIT, SIGHUP and SIGUSR1 end it after the requests in flight, as with
    /// ``serve(arguments:_:)``. These signals belong to this server for the rest of the process. A signal that
    /// arrives after the listener was created and before this call ends the process at once. The file of a Unix
    /// socket then remains, and the next ``Listener/init(_:mode:)`` at its path replaces it.
    ///
    /// - Parameters:
    ///   - listener: Accepts the connections of web servers. It is closed at the end.
    ///   - handler: Responds to each request.
    /// - Throws: As ``run(on:_:)``.
    public func serve(on listener: consuming Listener, _ handler: @escaping Handler) async throws(FastCGIError) {
        let peers = try PeerCheck(configuration.peers, isInherited: listener.isInherited)
        Termination.signal(wakeUp, isManaged: listener.isInherited)
        if let address = listener.address { logger.notice("listening on \(address)") }
        try await run(on: listener, peers, handler)
    }

    /// Serves FastCGI on a listener until ``stop()`` is called. Requests in flight get their responses first. It
    /// replaces the loop of `FCGX_Accept_r` and `FCGX_Finish_r`.
    ///
    /// It does not handle signals: SIGTERM ends the process in the middle of a request, unless the program has a
    /// handler that calls ``stop()``. ``serve(on:_:)`` is the same with signals.
    ///
    /// - Parameters:
    ///   - listener: Accepts the connections of web servers. It is closed at the end.
    ///   - handler: Responds to each request.
    /// - Throws: ``FastCGIError/Code/cannotServe`` for a permanent system error, ``FastCGIError/Code/stuckTasks`` if
    ///   too many tasks ignore their cancellation, or ``FastCGIError/Code/invalidPeers`` for a malformed
    ///   `FCGI_WEB_SERVER_ADDRS`.
    public func run(on listener: consuming Listener, _ handler: @escaping Handler) async throws(FastCGIError) {
        let peers = try PeerCheck(configuration.peers, isInherited: listener.isInherited)
        try await run(on: listener, peers, handler)
    }

    /// - Parameter supervisor: A connection of the supervisor, on which it may send one request.
    func run(
        on listener: consuming Listener,
        _ peers: PeerCheck,
        supervisor: consuming Descriptor? = nil,
        _ handler: @escaping Handler
    ) async throws(FastCGIError) {
        let recycling = Recycling(
            maximumRequests: configuration.maximumRequests,
            maximumStuckTasks: configuration.maximumStuckTasks,
            wakeUp: wakeUp,
            logger: logger
        )
        let acceptor: Acceptor
        let watchdog: Watchdog
        let runner: BackgroundWorkRunner
        do throws(SystemError) {
            acceptor = try Acceptor(
                listener, peers: peers, wakeUp: wakeUp, drainTimeout: configuration.drainTimeout,
                mostExtraWorkers: configuration.maximumExtraWorkers, hasSiblings: SupervisedStart.isCurrent,
                logger: logger)
            runner = try BackgroundWorkRunner(patience: configuration.patience, recycling: recycling)
            watchdog = try Watchdog(
                configuration: configuration,
                acceptor: acceptor,
                recycling: recycling,
                executable: executable,
                endsWhenReplaced: { [configuration, manager] in
                    !SupervisedStart.isCurrent && configuration.endsWhenReplaced ?? manager.isThere
                },
                logger: logger
            )
        } catch {
            throw FastCGIError("cannot start", causedBy: error)
        }
        let scoreboard = openScoreboard()
        scoreboard?.processStarts()
        monitor.withLock { $0 = scoreboard.map { ServerMonitor($0, queue: acceptor.queue) } }
        if let connection = consume supervisor { acceptor.keep(PeerConnection(connection, id: 0)) }
        let makeWorker = { @Sendable [configuration, logger] () throws(FastCGIError) in
            try Worker(
                acceptor: acceptor,
                configuration: configuration,
                logger: logger,
                watchdog: watchdog,
                runner: runner,
                lane: scoreboard?.claim(),
                handler: handler
            )
        }
        var workers: [Worker] = []
        for _ in 0..<max(configuration.workers, 1) {
            workers.append(try makeWorker())
        }
        let failure = await withCheckedContinuation { continuation in
            // One more than the number of workers, so that no worker is the last while others are still starting.
            let group = WorkerGroup(count: workers.count + 1) { failure in
                // Runs on the thread of the last worker, after its last accept.
                acceptor.close()
                continuation.resume(returning: failure)
            }
            let ended = { @Sendable [wakeUp] (failure: FastCGIError?) in
                // A failed worker ends all others, so that the process can be restarted.
                if failure != nil { wakeUp.signal() }
                group.ended(failure)
            }
            let start = { @Sendable [wakeUp] (worker: Worker) in
                do throws(SystemError) {
                    try worker.start(ended: ended)
                    return true
                } catch {
                    wakeUp.signal()
                    group.ended(FastCGIError("cannot start a worker", causedBy: error))
                    return false
                }
            }
            acceptor.extraWorkers.setStarter { () throws(FastCGIError) in
                let worker = try makeWorker()
                // A worker still waits for a peer, so this one is neither the first nor the last.
                group.begins()
                do throws(SystemError) {
                    try worker.start(ended: ended)
                } catch {
                    group.ended(nil)
                    throw FastCGIError("cannot start a worker", causedBy: error)
                }
                watchdog.add(worker)
            }
            let running = workers.filter(start)
            let duties = Watchdog.Duties(
                isUrgent: { [self] in isUrgent },
                replacement: { [wakeUp] in
                    do throws(FastCGIError) {
                        let worker = try makeWorker()
                        return start(worker) ? worker : nil
                    } catch {
                        wakeUp.signal()
                        group.ended(error)
                        return nil
                    }
                },
                abandoned: { group.ended(nil) }
            )
            do throws(SystemError) {
                try watchdog.start(running, duties)
                group.ended(nil)
            } catch {
                wakeUp.signal()
                group.ended(FastCGIError("cannot start the watchdog", causedBy: error))
            }
        }
        watchdog.finish()
        await drain(runner, watchdog, recycling)
        if let failure { throw failure }
        if let failure = recycling.failure { throw failure }
    }

    /// Whether the end was requested from outside. It is not urgent if the server ends for internal reasons.
    private var isUrgent: Bool { isTold.load(ordering: .acquiring) || Termination.isRequested }

    /// Waits for background work, within the time limit of requests in flight.
    private func drain(_ runner: BackgroundWorkRunner, _ watchdog: Watchdog, _ recycling: Recycling) async {
        // With stuck tasks, the process is no longer usable: other work gets the time limit of a request, and no
        // more.
        let end = recycling.failure.map { _ in ContinuousClock.now + configuration.requestTimeout }
        let hurry = Mutex(watchdog.drainEnd ?? end)
        if !runner.isIdle { logger.debug("waiting for background work before the end") }
        let isDone = await runner.drain { [self] in
            hurry.withLock { end in
                if isUrgent {
                    end = min(end ?? .now + configuration.drainTimeout, .now + configuration.drainTimeout)
                }
                return end
            }
        }
        if !isDone { logger.error("cancelled background work does not end; ending without it") }
    }

    /// Ends ``run(on:_:)`` and ``serve(on:_:)``, as `FCGX_ShutdownPending` ends libfcgi's loop. No new connection is
    /// accepted. Requests in flight get their responses, or are cut off after ``ServerConfiguration/drainTimeout``.
    public func stop() {
        isTold.store(true, ordering: .releasing)
        wakeUp.signal()
    }
}
