public import FastCGI
internal import Synchronization

extension ClientRequest {
    /// Sends this request to a handler and returns the response, for tests without a web server.
    ///
    /// ```swift
    /// import FastCGI
    /// import FastCGIClient
    /// import Testing
    ///
    /// @Test func greets() async throws {
    ///     let response = try await ClientRequest([("REQUEST_URI", "/")]).response(by: handle).head()
    ///     #expect(response.status == .ok)
    ///     #expect(response.body == Array("Hello\n".utf8))
    /// }
    /// ```
    ///
    /// A server is started on a free loopback port, receives this one request and ends. Limits, time limits and errors
    /// are those that a web server meets. ``ClientResponse/errors`` holds what the handler logs through
    /// `FastCGILogHandler`. For several requests over one connection, or invalid records, use `Server.run(on:_:)` and
    /// ``ClientConnection``.
    ///
    /// - Parameters:
    ///   - handler: the handler to test.
    ///   - configuration: the server's configuration. It must allow the role of this request, and loopback addresses as
    ///     peers.
    ///   - logger: the server's logger; by default its lines are in ``ClientResponse/errors`` too.
    /// - Throws: ``ClientError`` without a complete response, for example if the handler drops a started response;
    ///   `FastCGIError` if the server does not start.
    public func response(
        by handler: @escaping Server.Handler,
        configuration: ServerConfiguration = ServerConfiguration(),
        logger: Logger? = nil
    ) async throws -> ClientResponse {
        let server = try Server(configuration: configuration, logger: logger)
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw ClientError("a listener without an address") }
        let asked = Asked()
        // The client blocks a thread, and the handler may need the few threads of Swift's task pool.
        do throws(SystemError) {
            try Thread.start {
                let result = Result { () throws(ClientError) in
                    var connection = try ClientConnection(to: address)
                    return try connection.exchange(self)
                }
                asked.response.withLock { $0 = result }
                server.stop()
            }
        } catch {
            throw ClientError("cannot start the client thread: \(error)")
        }
        try await server.run(on: listener, handler)
        return try asked.response.withLock { $0 }.get()
    }

    /// The result of the client's thread.
    private final class Asked: Sendable {
        let response = Mutex<Result<ClientResponse, ClientError>>(
            .failure(ClientError("the server ended before it received the request")))
    }
}
