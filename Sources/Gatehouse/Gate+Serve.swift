internal import FastCGI
public import GatehouseCore
public import Logging
internal import Synchronization

extension Gate {
    /// Serves this gate until the process is told to end: the last line of a program.
    ///
    /// It finds out by itself how it was started: FastCGI with a listening socket on descriptor 0 (mod_fcgid,
    /// spawn-fcgi, `cgi-fcgi -start`), one request by CGI, or `--listen ADDRESS` for a web server that connects. On
    /// SIGTERM the request in flight is answered; then this returns.
    ///
    /// A web server may also ask whether it may send a file of its own (the role of authorizer): the routes decide about
    /// the file's path, and no handler runs. What no route for GET opens is refused.
    ///
    /// Standard output is not the response, under CGI either: what the program or a child process prints goes to standard error
    /// from here on, line by line. The log is the place to write to (`Logger`).
    ///
    /// With a command of the program (``Gate/command(_:_:help:fileID:line:_:)``) as its first argument the process
    /// runs that, and ends. A file of ``GateConfiguration/privateFiles`` that others can read is a warning in the log.
    ///
    /// It does not return when it cannot start, but says why on standard error and exits: 64 (EX_USAGE) for arguments
    /// that make no sense or when started with nothing to serve, 78 (EX_CONFIG) for a gate with mistakes, all of which
    /// are listed, or a malformed `FCGI_WEB_SERVER_ADDRS`, 69 (EX_UNAVAILABLE) for an address that cannot be listened on, 71 (EX_OSERR) when the system refuses.
    /// It ends with 75 (EX_TEMPFAIL) when too many tasks ignore their cancellation (``GateConfiguration/stuckTaskLimit``).
    ///
    /// - Parameters:
    ///   - mount: the URL path below which the routes lie; what the web server tells unless said otherwise. The
    ///     argument `--mount PATH` replaces it.
    ///   - logLevel: what is less is left out by the logger that this makes. Every request is a line: `error` when
    ///     something broke, `notice` when it was refused or denied, `info` otherwise, which the web server's own log has
    ///     too. The argument `--log-level LEVEL` replaces it.
    ///   - logger: is told of every request. Unless told, one whose lines arrive in the web server's error log for this
    ///     host (`FastCGILogHandler`), or what the program has given to `LoggingSystem.bootstrap`. The argument
    ///     `--log-destination standard-error`, or `gate.configuration.logDestination`, keeps them in the process instead.
    public func serve(
        mount: Mount = .automatic,
        logLevel: Logger.Level = .notice,
        logger: Logger? = nil
    ) async {
        var logger = logger ?? FastCGILogHandler.defaultLogger("gatehouse", level: logLevel)
        let programName = Process.name
        do {
            let start = Start.current
            // Under CGI a client chooses the arguments (RFC 3875, section 4.4): nobody looks at them.
            let words = start == .cgi ? [] : CommandLine.arguments.dropFirst()
            let arguments = try Arguments(words, commands: commands)
            if arguments.wantsHelp {
                Exit.after(printing: Arguments.usage(programName: programName, commands: commands))
            }
            if let (command, words) = arguments.command {
                guard start == .neither, !Self.isStartedByGateway else {
                    throw UsageError(
                        "the command \(command.name) runs only where no web server has started the program")
                }
                // A gate with mistakes does nothing at all.
                _ = try routes()
                await Exit.after(command, words)
            }
            if let format = arguments.routes {
                let listing = try RouteListing(self)
                Exit.after(printing: format == .json ? listing.json : listing.table)
            }
            if let level = arguments.logLevel { logger.logLevel = level }
            var gate = self
            if !arguments.hosts.isEmpty { gate.configuration.hosts = .only(arguments.hosts) }
            let dispatcher = try Dispatcher(
                gate,
                mount: arguments.mount ?? mount,
                programName: programName,
                logger: logger,
                dependencies: .world()
            )
            var configuration = ServerConfiguration(workersForAllRoles: gate.configuration.workers)
            configuration.parameterLimits = gate.configuration.parameterLimits
            configuration.requestTimeout = gate.configuration.handlerTimeout
            configuration.drainTimeout = gate.configuration.drainTimeout
            configuration.maximumStuckTasks = gate.configuration.stuckTaskLimit
            configuration.logDestination = arguments.logDestination ?? gate.configuration.logDestination
            let server = try Server(configuration: configuration, logger: logger)
            let warnings = gate.configuration.privateFiles.compactMap(FileExposure.warning)
            for warning in warnings { logger.warning("\(warning)") }
            // Under a process manager, standard error goes where the customer of a host may not be able to read it.
            let isRepeated = start == .fastCGI && !warnings.isEmpty
            let handler = isRepeated ? Warnings(warnings, logger).handler(dispatcher.handler) : dispatcher.handler
            try await server.serve(start, listeningOn: arguments.address, handler)
        } catch {
            Exit.after(error, commands: commands)
        }
    }

    /// Whether the environment is one that a web server makes for a request, complete or not.
    private static var isStartedByGateway: Bool {
        [
            "GATEWAY_INTERFACE", "REQUEST_METHOD", "REQUEST_URI", "QUERY_STRING", "SCRIPT_NAME", "SCRIPT_FILENAME",
            "SERVER_SOFTWARE", "SERVER_PROTOCOL", "REMOTE_ADDR", "REDIRECT_STATUS", "FCGI_ROLE",
        ].contains { ProcessEnvironment.value($0) != nil }
    }
}

/// Warnings of the start, told once more in the first request: in the error log of the virtual host.
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
