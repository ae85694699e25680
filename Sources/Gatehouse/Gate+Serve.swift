internal import FastCGI
public import GatehouseCore
internal import GatewayInterface
public import Logging
internal import Synchronization

extension Gate {
    /// Serves this gate until the process is asked to end. This call is the last line of a program.
    ///
    /// The method detects how the program was started:
    ///
    /// - FastCGI with a listening socket on descriptor 0 (mod_fcgid, spawn-fcgi, `cgi-fcgi -start`)
    /// - one request by CGI
    /// - `--listen ADDRESS`, for a web server that connects
    ///
    /// On SIGTERM the program finishes the request in flight, and the method returns.
    ///
    /// A web server may also use the program as an authorizer for its own files. The routes then decide about the path of the
    /// file, and no handler runs. A path that no GET route opens is refused.
    ///
    /// Standard output is not the response, not even under CGI. From here on, anything that the program or a child process
    /// prints goes to standard error, line by line. Use a `Logger` to write to the log.
    ///
    /// `--check` prints what a reviewer would question, such as protections that are off, and serves nothing.
    ///
    /// If the first argument is a command of the program (``Gate/command(_:_:help:fileID:line:_:)``), the process runs it and
    /// exits. A file of ``GateConfiguration/privateFiles`` that other users can read causes a warning in the log.
    ///
    /// If the program cannot start or continue, the method does not return. It prints the reason on standard error and exits:
    ///
    /// - 64 (EX_USAGE): invalid arguments, or nothing to serve
    /// - 69 (EX_UNAVAILABLE): the program cannot listen on the address
    /// - 71 (EX_OSERR): a system call failed
    /// - 75 (EX_TEMPFAIL): too many tasks ignored their cancellation (``GateConfiguration/stuckTaskLimit``)
    /// - 78 (EX_CONFIG): the gate has configuration errors, which are all listed, or `FCGI_WEB_SERVER_ADDRS` is malformed
    ///
    /// - Parameters:
    ///   - mount: the URL path below which the routes lie. Defaults to the path that the web server reports. The argument
    ///     `--mount PATH` replaces it.
    ///   - logLevel: the lowest level that the default logger logs. Each request is one line: `error` for a failure, `notice`
    ///     if the request was refused or denied, otherwise `info`, which the web server's own log contains too. The argument
    ///     `--log-level LEVEL` replaces it.
    ///   - logger: gets a line for every request. Defaults to the logger of `LoggingSystem.bootstrap` if the program has
    ///     called it, and otherwise to one that writes to the web server's error log for this host (`FastCGILogHandler`).
    ///     The argument `--log-destination standard-error` or `gate.configuration.logDestination` sends these lines to
    ///     standard error instead.
    public func serve(
        mount: Mount = .automatic,
        logLevel: Logger.Level = .notice,
        logger: Logger? = nil
    ) async {
        do {
            // Without a closure around it, a CGI request stays on its thread: another one needs descriptors.
            let ready = try await prepared(mount, logLevel, logger)
            try await ready.server.serve(ready.start, listeningOn: ready.address, ready.handler)
        } catch {
            Exit.after(error, commands: commands)
        }
    }

    /// Serves this gate while other work of the program runs, such as the services of a framework.
    ///
    /// ```swift
    /// try await gate.serve { serve in
    ///     let pool = try await Pool.open()
    ///     try await serve()
    ///     await pool.close()
    /// }
    /// ```
    ///
    /// It is like ``serve(mount:logLevel:logger:)``. The closure runs only if there is something to serve: not for `--help`,
    /// `--routes`, `--check`, a command, invalid arguments, or a gate with configuration errors. A signal that arrives before
    /// the closure calls its argument ends the process at once. With several processes (``GateConfiguration/processes``), the
    /// closure runs in each process that serves, and not in the supervisor.
    ///
    /// - Parameters:
    ///   - mount: the URL path below which the routes lie.
    ///   - logLevel: the lowest level that the default logger logs.
    ///   - logger: gets a line for every request.
    ///   - work: calls its argument once. That call serves until the process is asked to end, or until its task is cancelled:
    ///     then it accepts no further request, completes those in flight and returns.
    /// - Throws: what the closure throws. For an error of the server itself, the process exits.
    public func serve(
        mount: Mount = .automatic,
        logLevel: Logger.Level = .notice,
        logger: Logger? = nil,
        while work: (_ serve: @escaping @Sendable () async throws -> Void) async throws -> Void
    ) async throws {
        do {
            let ready = try await prepared(mount, logLevel, logger)
            let serve = { @Sendable in
                try await withTaskCancellationHandler {
                    try await ready.server.serve(ready.start, listeningOn: ready.address, ready.handler)
                } onCancel: {
                    ready.server.stop()
                }
            }
            // With nothing to serve, this throws. The work of the program does not start.
            if ready.start == .neither, ready.address == nil { return try await serve() }
            // The work belongs to the processes that serve. A supervisor would open what only they use.
            if ready.server.isSupervisor(ready.start) { return try await serve() }
            try ready.server.keepOutput(ready.start)
            try await work(serve)
        } catch {
            guard Exit.isReason(error) else { throw error }
            Exit.after(error, commands: commands)
        }
    }

    /// What is needed to serve.
    private struct Ready: Sendable {
        let server: Server
        let start: Start
        let address: SocketAddress?
        let handler: Server.Handler
    }

    /// Reads the arguments, opens the gate and creates the server. Exits after arguments that ask for something else.
    private func prepared(_ mount: Mount, _ logLevel: Logger.Level, _ logger: Logger?) async throws -> Ready {
        var logger = logger ?? FastCGILogHandler.defaultLogger("gatehouse", level: logLevel)
        let programName = Process.name
        let start = Start.current
        // Under CGI the arguments come from the client (RFC 3875, section 4.4), so they are ignored.
        let words = start == .cgi ? [] : CommandLine.arguments.dropFirst()
        let arguments = try Arguments(words, commands: commands)
        if arguments.wantsHelp {
            Exit.after(printing: Arguments.usage(programName: programName, commands: commands))
        }
        if let (command, words) = arguments.command {
            guard start == .neither, !Self.isStartedByGateway else {
                throw UsageError(
                    "a web server started the program; run the command \(command.name) from a command line")
            }
            // A gate with configuration errors runs no command either.
            _ = try routes()
            await Exit.after(command, words)
        }
        if let format = arguments.routes {
            let listing = try RouteListing(self)
            Exit.after(printing: format == .json ? listing.json : listing.table)
        }
        var gate = self
        if !arguments.hosts.isEmpty { gate.configuration.hosts = .only(arguments.hosts) }
        if let format = arguments.check {
            guard start == .neither, !Self.isStartedByGateway else {
                throw UsageError("a web server started the program; run --check from a command line")
            }
            let check = try gate.check()
            Exit.after(
                printing: format == .json ? check.json : check.text, status: check.findings.isEmpty ? 0 : 1)
        }
        if let level = arguments.logLevel { logger.logLevel = level }
        let dispatcher = try makeDispatcher(of: gate, mount: arguments.mount ?? mount, logger)
        var configuration = ServerConfiguration(workersForAllRoles: gate.configuration.workers)
        configuration.parameterLimits = gate.configuration.parameterLimits
        configuration.requestTimeout = gate.configuration.handlerTimeout
        configuration.drainTimeout = gate.configuration.drainTimeout
        configuration.maximumStuckTasks = gate.configuration.stuckTaskLimit
        configuration.logDestination = arguments.logDestination ?? gate.configuration.logDestination
        configuration.processes = arguments.processes ?? gate.configuration.processes
        configuration.processIdleTimeout = gate.configuration.processIdleTimeout
        configuration.supervisesInheritedSocket = arguments.processes != nil
        configuration.healthRequest = gate.healthPath.map { path in
            HealthRequest(
                target: (arguments.mount ?? mount).path + path, host: gate.configuration.hosts.example)
        }
        configuration.slowRequest = gate.configuration.slowRequest
        if configuration.slowRequest != nil { configuration.ruleOfRoute = try gate.rules() }
        if gate.statusSource != nil { configuration.scoreboard = .memory }
        if let path = gate.configuration.scoreboard { configuration.scoreboard = .directory(path) }
        if let address = arguments.statusAddress {
            guard !gate.statusRoutes.isEmpty else {
                throw UsageError("--status-listen needs a status route; add gate.status(_:allow:) to the program")
            }
            guard configuration.processes != nil else {
                throw UsageError("--status-listen needs --processes: the supervisor serves the status")
            }
            let status = try makeDispatcher(of: gate.withStatusRoutesOnly, mount: arguments.mount ?? mount, logger)
            configuration.statusListener = .init(address, status.handler)
        }
        let server = try Server(configuration: configuration, logger: logger)
        gate.statusSource?.set { server.status }
        let warnings = gate.configuration.privateFiles.compactMap(FileExposure.warning)
        for warning in warnings { logger.warning("\(warning)") }
        // Customers of a shared host may not be able to read the standard error of a process manager.
        let isRepeated = start == .fastCGI && !warnings.isEmpty
        let handler = isRepeated ? Warnings(warnings, logger).handler(dispatcher.handler) : dispatcher.handler
        return Ready(server: server, start: start, address: arguments.address, handler: handler)
    }

    private func makeDispatcher(of gate: Gate, mount: Mount, _ logger: Logger) throws(GateError) -> Dispatcher {
        try Dispatcher(
            gate, mount: mount, programName: Process.name, logger: logger, dependencies: .world())
    }

    /// The names of the rules by the labels of their routes. Labels that are equal after they were cut have no rule here.
    private func rules() throws(GateError) -> @Sendable (String) -> String? {
        var rules: [String: String?] = [:]
        for route in try routes() {
            let label = RouteLabel("\(route.method) \(route.path)").text
            rules.updateValue(rules.keys.contains(label) ? nil : route.rule, forKey: label)
        }
        return { [rules] label in rules[label] ?? nil }
    }

    /// Checks this gate and the files that it names.
    private func check() throws(GateError) -> GateCheck {
        let exposures = configuration.privateFiles.compactMap { path -> GateCheck.Finding? in
            guard let problem = FileExposure.problem(with: path) else { return nil }
            return .init(
                "data.exposed", LogText.quoted(path.utf8), problem.text,
                problem.command ?? "name the real path, in a directory that the user of the program can enter")
        }
        return try GateCheck(self, exposures: exposures)
    }

    /// Whether the environment contains any variable that a web server sets for a request.
    private static var isStartedByGateway: Bool {
        [
            "GATEWAY_INTERFACE", "REQUEST_METHOD", "REQUEST_URI", "QUERY_STRING", "SCRIPT_NAME", "SCRIPT_FILENAME",
            "SERVER_SOFTWARE", "SERVER_PROTOCOL", "REMOTE_ADDR", "REDIRECT_STATUS", "FCGI_ROLE",
        ].contains { ProcessEnvironment.value($0) != nil }
    }
}

/// Repeats the warnings of the start during the first request, so that they reach the error log of the virtual host.
private final class Warnings: Sendable {
    private let pending: Mutex<[String]>
    private let logger: Logger

    init(_ warnings: [String], _ logger: Logger) {
        pending = Mutex(warnings)
        self.logger = logger
    }

    func handler(_ handler: @escaping Server.Handler) -> Server.Handler {
        { request, response in
            let warnings = self.pending.withLock { pending in
                defer { pending = [] }
                return pending
            }
            for warning in warnings { self.logger.warning("\(warning)") }
            try await handler(request, response)
        }
    }
}
