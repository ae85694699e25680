public import Logging

extension Server {
    /// Serves until the process is told to end: the last line of a program, which needs no other.
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
    /// It is ``serve(arguments:_:)`` with an end for whoever started the program. Where it cannot serve, it does not return: one
    /// line on standard error says why, and the process ends with ``FastCGIError/exitStatus``: 64 for arguments that make no
    /// sense or nothing to serve, 69 for an address that cannot be listened on, 71 when the system refuses, 78 for a malformed
    /// `FCGI_WEB_SERVER_ADDRS`.
    ///
    /// By CGI it also ends the process if the handler has set an application status
    /// (``ResponseWriter/setApplicationStatus(_:)``), with that.
    ///
    /// A program with arguments of its own reads them first and passes on what is left, its name first. A program that stops
    /// by itself keeps the server that `created` gets, and calls ``stop()``; by CGI that has no effect.
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
    /// By CGI a client chooses the arguments (RFC 3875, section 4.4): a program must not do what they say if ``Start/current`` is
    /// ``Start/cgi``.
    ///
    /// - Parameters:
    ///   - arguments: the name of the program, and `--listen ADDRESS` or nothing.
    ///   - configuration: threads, timeouts and limits.
    ///   - logger: as for ``init(configuration:logger:)``.
    ///   - created: gets the server before it serves.
    ///   - handler: answers each request.
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
