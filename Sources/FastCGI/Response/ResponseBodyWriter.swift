package import GatewayInterface

/// Writes the body of an answer piece by piece.
///
/// ```swift
/// var body = try response.start(HTTPResponse(status: .ok))
/// for row in rows { try body.write(row.csv) }
/// try body.finish()
/// ```
///
/// Bytes leave when 8 KiB have come together, at ``flush()``, and at the end. A writer that is let go without
/// ``finish()``, as by an error, breaks the response off. nginx, HAProxy and mod_proxy_fcgi then cut their client off as well, and
/// lighttpd where it streams. Behind mod_fcgid, Caddy and by CGI the part looks whole to the client, unless `Content-Length` was
/// among the fields; by CGI, Apache passes that on only where it is told to (docs/servers.md). If nothing had left by then, the
/// response is a plain 500 instead.
///
/// mod_fcgid collects up to 64 KiB before it passes anything on, whatever is flushed here.
public struct ResponseBodyWriter: ~Copyable, Sendable {
    private let exchange: any Exchange
    private let number: Int

    init(_ exchange: any Exchange, request number: Int) {
        self.exchange = exchange
        self.number = number
    }

    /// Writes bytes: `FCGX_PutStr` for a few, `writev` past libfcgi's buffer for many. Waits while the web server takes
    /// none.
    ///
    /// - Throws: ``FastCGIError/Code/invalidResponse`` for more than the head announced; ``FastCGIError/Code/clientGone``
    ///   when the connection is closed, or nothing was taken for the length of the write timeout.
    public mutating func write(_ bytes: [UInt8]) throws(FastCGIError) {
        try exchange.writeBody(bytes, request: number)
    }

    /// Sends what has been written so far: `FCGX_FFlush`.
    ///
    /// - Throws: ``FastCGIError/Code/clientGone``.
    public mutating func flush() throws(FastCGIError) {
        try exchange.flushBody(request: number)
    }

    /// Says what FCGI_END_REQUEST carries as the application status, as ``ResponseWriter/setApplicationStatus(_:)`` does: for
    /// what turns out while the body is written.
    public func setApplicationStatus(_ status: UInt32) {
        exchange.setApplicationStatus(status, request: number)
    }

    /// Takes what is to be done once the answer has left whole, and never otherwise.
    package func leave(_ backgroundWork: [BackgroundWork]) {
        exchange.leave(backgroundWork, request: number)
    }

    /// Ends the answer, as `FCGX_FClose` does; the end of the request leaves with it.
    ///
    /// - Throws: ``FastCGIError/Code/invalidResponse`` for less than the head announced; the connection is broken off.
    public consuming func finish() throws(FastCGIError) {
        try exchange.endBody(request: number)
    }
}
