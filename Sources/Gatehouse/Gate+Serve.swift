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
    /// It does not return when it cannot start, but says why on standard error and exits: 64 (EX_USAGE) for arguments
    /// that make no sense or when started with nothing to serve, 78 (EX_CONFIG) for a gate with mistakes, all of which
    /// are listed, or a malformed `FCGI_WEB_SERVER_ADDRS`, 69 (EX_UNAVAILABLE) for an address that cannot be listened on, 71 (EX_OSERR) when the system refuses.
    ///
    /// - Parameters:
    ///   - mount: the URL path below which the routes lie; what the web server tells unless said otherwise. The
    ///     argument `--mount PATH` replaces it.
    ///   - logger: is told why requests were turned away, and of failures. Unless told, one whose lines arrive in the
    ///     web server's error log for this host (`FastCGILogHandler`), or what the program has given to
    ///     `LoggingSystem.bootstrap`.
    public func serve(
        mount: Mount = .automatic,
        logger: Logger? = nil
    ) async {
        let logger = logger ?? Self.defaultLogger
        do {
            let start = Start.current
            // Under CGI a client chooses the arguments (RFC 3875, section 4.4): nobody looks at them.
            let words = start == .cgi ? [] : CommandLine.arguments.dropFirst()
            let arguments = try Arguments(words)
            if arguments.wantsHelp {
                Exit.afterHelp(programName: programName)
            }
            let dispatcher = try Dispatcher(
                self,
                mount: arguments.mount ?? mount,
                programName: programName,
                logger: logger
            )
            try await Server(logger: logger).serve(start, listeningOn: arguments.address, dispatcher.handler)
        } catch {
            Exit.after(error, programName: programName)
        }
    }

    /// swift-log does not tell whether it was bootstrapped; its own default is known by the type of its handler.
    private static var defaultLogger: Logger {
        let logger = Logger(label: "gatehouse")
        guard logger.handler is StreamLogHandler else { return logger }
        return Logger(label: "gatehouse", factory: FastCGILogHandler.init(label:))
    }

    /// The name of the program's file, as the web server sees it.
    private var programName: String {
        CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    }
}
