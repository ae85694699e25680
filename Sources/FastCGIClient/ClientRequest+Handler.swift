public import FastCGI
internal import Synchronization

extension ClientRequest {
    /// Has a handler answer this request: a test of a handler without a web server.
    ///
    /// ```swift
    /// import FastCGI
    /// import FastCGIClient
    /// import Testing
    ///
    /// @Test func greets() async throws {
    ///     let response = try await ClientRequest([("REQUEST_URI", "/")]).answer(by: answer).head()
    ///     #expect(response.status == .ok)
    ///     #expect(response.body == Array("Hello\n".utf8))
    /// }
    /// ```
    ///
    /// A server of its own listens on a loopback port that the system chooses, is asked once and ends: limits, time limits and
    /// refusals are those that a web server meets, and what the handler logs by `FastCGILogHandler` is in
    /// ``ClientResponse/errors``. For several requests over one connection, or a peer that does not behave, there are
    /// `Server.run(on:_:)` and ``ClientConnection``.
    ///
    /// - Parameters:
    ///   - handler: answers.
    ///   - configuration: of the server. Its roles must hold the one that is asked for, its peers loopback addresses.
    ///   - logger: of the server; unless told, its lines are in ``ClientResponse/errors`` too.
    /// - Throws: ``ClientError`` when there is no answer, as for a handler that lets go of one half-way; `FastCGIError` when the
    ///   server does not start.
    public func response(
        by handler: @escaping Server.Handler,
        configuration: ServerConfiguration = ServerConfiguration(),
        logger: Logger? = nil
    ) async throws -> ClientResponse {
        let server = try Server(configuration: configuration, logger: logger)
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw ClientError("a listener without an address") }
        let asked = Asked()
        // The client blocks, and the handler may need the few threads that Swift has for tasks.
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
            throw ClientError("cannot ask: \(error)")
        }
        try await server.run(on: listener, handler)
        return try asked.response.withLock { $0 }.get()
    }

    /// What the thread that asks leaves behind.
    private final class Asked: Sendable {
        let response = Mutex<Result<ClientResponse, ClientError>>(
            .failure(ClientError("the server ended before it was asked")))
    }
}
