internal import GatewayInterface
internal import HTTPTypes
public import Logging
internal import Synchronization

/// Serves FastCGI requests: accepts connections, reads the requests, calls a handler for each, and has
/// libfcgi frame the answers.
///
/// ``main(arguments:configuration:logger:created:_:)`` is all that a program needs. A server of one's own is for a program that reads its
/// arguments itself, listens where and as it wants, or stops by itself:
///
/// ```swift
/// import FastCGI
///
/// do {
///     // nginx runs as user 33, which is in the group of this process: that opens the file, and the policy the door behind it.
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
    /// Answers one request.
    ///
    /// It runs on a worker's own thread, which has nothing else to do meanwhile: it may block. By CGI, where there is one
    /// request, it runs in the task that serves; there it must not block until something has happened on the main actor, if
    /// that task is the main actor's. What it throws, or leaves unanswered, is answered with a plain 500 and logged.
    ///
    /// Its task is **cancelled** when the request has taken longer than ``ServerConfiguration/requestTimeout``, when the client
    /// has gone or the web server has aborted the request, and when the server has been told to stop and
    /// ``ServerConfiguration/drainTimeout`` is over. In the first and the last case the client gets a plain **503** at once, if
    /// nothing of an answer has left, or else a connection that breaks off; whatever the handler still writes throws
    /// ``FastCGIError/Code/requestOver``. If it has not ended half a second after that it is **given up**: a new worker takes
    /// its place, and its thread stays for as long as it goes on. By CGI there is the first case alone, and the process ends then,
    /// with status 75. So a handler that loops or blocks should look at `Task.isCancelled`, and one that waits should pass on
    /// `CancellationError`.
    public typealias Handler = @Sendable (Request, consuming ResponseWriter) async throws -> Void

    private let configuration: ServerConfiguration
    private let logger: Logger
    private let wakeUp: WakeUp
    /// Whether ``stop()`` was called, other than that the server has decided to end.
    private let isTold = Atomic<Bool>(false)
    private let manager = ProcessManager()
    /// As it was before anybody could be answered: whoever has an answer may replace it.
    private let executable = ExecutableFile()

    /// Creates a server: `FCGX_Init`, and the process's own handlers of signals afterwards.
    ///
    /// For the whole process, and until its end, SIGPIPE is ignored: a peer that has gone is an error of a write. A program that
    /// the process starts inherits that, and from a handler's thread a mask of blocked signals as well, unless whoever
    /// starts it resets both (posix_spawn(3) does with POSIX_SPAWN_SETSIGDEF and POSIX_SPAWN_SETSIGMASK). It inherits no
    /// descriptor of the server's.
    ///
    /// - Parameters:
    ///   - configuration: threads, timeouts and limits.
    ///   - logger: is told of refused requests, failed handlers and errors of the system. Unless told, one whose lines arrive in
    ///     the web server's error log of the virtual host (``FastCGILogHandler``), or what the program has given to
    ///     `LoggingSystem.bootstrap` before.
    /// - Throws: ``FastCGIError/Code/cannotServe`` when the system gives no descriptor, or libfcgi is not the one that
    ///   this was built against.
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

    /// Serves the way the process was started, until it is told to stop; ``main(arguments:configuration:logger:created:_:)`` is this and a clean
    /// end.
    ///
    /// With a listening socket on descriptor 0 (mod_fcgid, spawn-fcgi, `cgi-fcgi -start`) it serves FastCGI there; with
    /// a request in the environment, that one request by CGI; otherwise the arguments must say `--listen ADDRESS`.
    /// SIGTERM, SIGINT, SIGQUIT, SIGHUP and SIGUSR1 end it after the requests in flight; a second SIGINT at once, and with
    /// `--listen` a second SIGTERM too. A request by CGI that takes longer than
    /// ``ServerConfiguration/requestTimeout`` ends the process.
    ///
    /// - Parameters:
    ///   - arguments: those of the process, its name first. Under CGI they are ignored: a client can choose them.
    ///   - handler: answers each request.
    /// - Throws: ``FastCGIError`` when it cannot start, with a message for whoever started it.
    public func serve(
        arguments: [String] = CommandLine.arguments,
        _ handler: @escaping Handler
    ) async throws(FastCGIError) {
        _ = try await serveReturningStatus(arguments, handler)
    }

    /// - Returns: the status with which a process ends that has served, as one request by CGI has set it.
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
                    .notStarted, "the arguments \(words) are not understood; there is one, --listen ADDRESS")
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
    ///   - start: how the process was started.
    ///   - address: where to listen if it was started by hand.
    ///   - handler: answers each request.
    /// - Throws: ``FastCGIError`` when it cannot start, with a message for whoever started it.
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
        do throws(SystemError) {
            if start == .cgi { try StandardDescriptors.keepOutputForResponses() }
            // Standard output is the response under CGI, and nobody reads it under a process manager.
            if start != .neither { try StandardDescriptors.printToError() }
        } catch {
            throw FastCGIError("cannot start", causedBy: error)
        }
        if start == .cgi {
            // The client's field "Proxy"; libraries and child processes take it for the setting of that name.
            ProcessEnvironment.remove("HTTP_PROXY")
            return try await CGIService(configuration: configuration, logger: logger).serve(handler)
        }
        let peers = try PeerCheck(configuration.peers, isInherited: start == .fastCGI)
        // For the rest of the process these signals belong to this server: from before there is a socket to leave behind.
        Termination.signal(wakeUp, isManaged: start == .fastCGI)
        try await run(on: listener(start, address), peers, handler)
        return 0
    }

    private func listener(_ start: Start, _ address: SocketAddress?) throws(FastCGIError) -> Listener {
        if start == .fastCGI {
            guard address == nil else {
                throw FastCGIError(.notStarted, "descriptor 0 is a listening socket already; leave out --listen")
            }
            return try .inherited()
        }
        guard let address else {
            throw FastCGIError(
                .notStarted,
                "started with no FastCGI, no CGI and no --listen ADDRESS; let a web server start it, or say where to listen: "
                    + "--listen /run/app.sock, or a loopback port such as 127.0.0.1:9000"
            )
        }
        let listener = try Listener(address)
        logger.notice("listening on \(listener.address ?? address)")
        return listener
    }

    /// Serves FastCGI on a listener of the program's own until the process is told to end, for a socket with another mode, or
    /// one that was opened before privileges were given up.
    ///
    /// SIGTERM, SIGINT, SIGQUIT, SIGHUP and SIGUSR1 end it after the requests in flight, as with ``serve(arguments:_:)``; these signals
    /// belong to this server from now on, for the rest of the process. One that comes between the making of the listener and
    /// this ends the process at once, and leaves the file of a Unix socket behind; the next ``Listener/init(_:mode:)`` there
    /// replaces it.
    ///
    /// - Parameters:
    ///   - listener: where web servers connect; closed at the end.
    ///   - handler: answers each request.
    /// - Throws: as ``run(on:_:)``.
    public func serve(on listener: consuming Listener, _ handler: @escaping Handler) async throws(FastCGIError) {
        let peers = try PeerCheck(configuration.peers, isInherited: listener.isInherited)
        Termination.signal(wakeUp, isManaged: listener.isInherited)
        if let address = listener.address { logger.notice("listening on \(address)") }
        try await run(on: listener, peers, handler)
    }

    /// Serves FastCGI on a listener until ``stop()``; requests in flight are answered first. It stands for the loop of
    /// `FCGX_Accept_r` and `FCGX_Finish_r`.
    ///
    /// It looks at no signal: SIGTERM ends the process in the middle of a request, unless the program has a handler that calls
    /// ``stop()``. ``serve(on:_:)`` is this with signals.
    ///
    /// - Parameters:
    ///   - listener: where web servers connect; closed at the end.
    ///   - handler: answers each request.
    /// - Throws: ``FastCGIError/Code/cannotServe`` when the system refuses for good,
    ///   ``FastCGIError/Code/stuckTasks`` when too many tasks ignore their cancellation, or
    ///   ``FastCGIError/Code/invalidPeers`` for a malformed `FCGI_WEB_SERVER_ADDRS`.
    public func run(on listener: consuming Listener, _ handler: @escaping Handler) async throws(FastCGIError) {
        let peers = try PeerCheck(configuration.peers, isInherited: listener.isInherited)
        try await run(on: listener, peers, handler)
    }

    private func run(
        on listener: consuming Listener,
        _ peers: PeerCheck,
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
                mostExtraWorkers: configuration.maximumExtraWorkers, logger: logger)
            runner = try BackgroundWorkRunner(patience: configuration.patience, recycling: recycling)
            watchdog = try Watchdog(
                configuration: configuration,
                acceptor: acceptor,
                recycling: recycling,
                executable: executable,
                endsWhenReplaced: { [configuration, manager] in configuration.endsWhenReplaced ?? manager.isThere },
                logger: logger
            )
        } catch {
            throw FastCGIError("cannot start", causedBy: error)
        }
        let makeWorker = { @Sendable [configuration, logger] () throws(FastCGIError) in
            try Worker(
                acceptor: acceptor,
                configuration: configuration,
                logger: logger,
                watchdog: watchdog,
                runner: runner,
                handler: handler
            )
        }
        var workers: [Worker] = []
        for _ in 0..<max(configuration.workers, 1) {
            workers.append(try makeWorker())
        }
        let failure = await withCheckedContinuation { continuation in
            // One more than there are workers: none can be the last while they are being started.
            let group = WorkerGroup(count: workers.count + 1) { failure in
                // On the thread of the last worker, right after it has found nothing more to accept.
                acceptor.close()
                continuation.resume(returning: failure)
            }
            let ended = { @Sendable [wakeUp] (failure: FastCGIError?) in
                // One that cannot go on takes the others with it: the process is to be started anew.
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
                // Somebody waits for a peer and has not ended: this is not the first one, nor the last.
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

    /// Whether somebody wants the server to end, other than that it has decided so itself.
    private var isUrgent: Bool { isTold.load(ordering: .acquiring) || Termination.isRequested }

    /// Waits for what requests have left to be done, within the time that requests in flight have.
    private func drain(_ runner: BackgroundWorkRunner, _ watchdog: Watchdog, _ recycling: Recycling) async {
        // With stuck tasks the process is of no use any more: other work gets the time of a request, and no more.
        let end = recycling.failure.map { _ in ContinuousClock.now + configuration.requestTimeout }
        let hurry = Mutex(watchdog.drainEnd ?? end)
        let isDone = await runner.drain { [self] in
            hurry.withLock { end in
                if isUrgent {
                    end = min(end ?? .now + configuration.drainTimeout, .now + configuration.drainTimeout)
                }
                return end
            }
        }
        if !isDone { logger.error("work after a response that was cancelled does not end; ending without it") }
    }

    /// Ends ``run(on:_:)`` and ``serve(on:_:)``, as `FCGX_ShutdownPending` ends libfcgi's loop: nothing more is accepted, the
    /// requests in flight are answered, or cut off when ``ServerConfiguration/drainTimeout`` is over.
    public func stop() {
        isTold.store(true, ordering: .releasing)
        wakeUp.signal()
    }
}

/// Counts workers until the last has ended.
private final class WorkerGroup: Sendable {
    private struct State {
        var running: Int
        var failure: FastCGIError?
    }

    private let state: Mutex<State>
    private let completion: @Sendable (FastCGIError?) -> Void

    init(count: Int, completion: @escaping @Sendable (FastCGIError?) -> Void) {
        state = Mutex(State(running: count))
        self.completion = completion
    }

    /// One more, while there are others.
    func begins() {
        state.withLock { $0.running += 1 }
    }

    func ended(_ failure: FastCGIError?) {
        let result: State = state.withLock { state in
            state.running -= 1
            state.failure = state.failure ?? failure
            return state
        }
        if result.running == 0 { completion(result.failure) }
    }
}
