public import Logging

extension Server {
    /// Serves until the process is asked to end. A program needs nothing else after it.
    ///
    /// ```swift
    /// import FastCGI
    ///
    /// await Server.main { request, response in
    ///     let target = request.parameters["REQUEST_URI"] ?? "?"
    ///     try response.finish(HTTPResponse(status: .ok), body: Array("You asked for \(target)\n".utf8))
    /// }
    /// ```
    ///
    /// It is ``serve(arguments:_:)`` with a clean exit. If it cannot serve, it does not return: it writes one line
    /// with the reason to standard error and exits with ``FastCGIError/exitStatus``. The status is 64 for invalid
    /// arguments or if there is nothing to serve, 69 if it cannot listen on the address, 71 if a system call fails,
    /// and 78 for a malformed `FCGI_WEB_SERVER_ADDRS`.
    ///
    /// With CGI, it also exits with the application status if the handler has set one
    /// (``ResponseWriter/setApplicationStatus(_:)``).
    ///
    /// A program with its own arguments reads them first and passes on the rest, with its name first. A program that
    /// stops itself keeps the server that `created` receives, and calls ``stop()``. With CGI, that has no effect.
    ///
    /// ```swift
    /// import FastCGI
    ///
    /// let isVerbose = CommandLine.arguments.contains("--verbose")
    /// await Server.main(arguments: CommandLine.arguments.filter { $0 != "--verbose" }) { request, response in
    ///     try response.finish(HTTPResponse(status: .ok), body: Array("verbose: \(isVerbose)\n".utf8))
    /// }
    /// ```
    ///
    /// With CGI, a client can choose the arguments (RFC 3875, section 4.4). A program must not act on them if
    /// ``Start/current`` is ``Start/cgi``.
    ///
    /// - Parameters:
    ///   - arguments: The name of the program, then `--listen ADDRESS` or nothing.
    ///   - configuration: Threads, timeouts and limits.
    ///   - logger: As in ``init(configuration:logger:)``.
    ///   - created: Receives the server before it serves.
    ///   - handler: Responds to each request.
    public static func main(
        arguments: [String] = CommandLine.arguments,
        configuration: ServerConfiguration = ServerConfiguration(),
        logger: Logger? = nil,
        created: (Server) -> Void = { _ in },
        _ handler: @escaping Handler
    ) async {
        do throws(FastCGIError) {
            let server = try Server(configuration: configuration, logger: logger)
            created(server)
            let status = try await server.serveReturningStatus(arguments, handler)
            if status != 0 { Process.exit(CInt(status & 0xFF)) }
        } catch {
            error.exit()
        }
    }
}
