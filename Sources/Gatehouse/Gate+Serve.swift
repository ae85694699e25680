internal import FastCGI
public import GatehouseCore
public import Logging

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
            let arguments = try Arguments(words)
            if arguments.wantsHelp {
                Exit.after(printing: Arguments.usage(programName: programName))
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
                surroundings: .world()
            )
            var configuration = ServerConfiguration(workersForAllRoles: gate.configuration.workers)
            configuration.requestTimeout = gate.configuration.handlerTimeout
            configuration.drainTimeout = gate.configuration.drainTimeout
            configuration.maximumStuckTasks = gate.configuration.stuckTaskLimit
            configuration.logDestination = arguments.logDestination ?? gate.configuration.logDestination
            let server = try Server(configuration: configuration, logger: logger)
            try await server.serve(start, listeningOn: arguments.address, dispatcher.handler)
        } catch {
            Exit.after(error)
        }
    }
}
