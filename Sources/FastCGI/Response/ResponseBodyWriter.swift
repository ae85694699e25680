package import GatewayInterface

/// Writes the body of a response in pieces.
///
/// ```swift
/// var body = try response.start(HTTPResponse(status: .ok))
/// for row in rows { try body.write(row.csv) }
/// try body.finish()
/// ```
///
/// Bytes are sent when 8 KiB have accumulated, at ``flush()``, and at the end.
///
/// A writer that is dropped without ``finish()``, for example by an error, breaks the response off. If nothing was sent
/// before, the response is a plain 500 instead. Otherwise nginx, HAProxy and mod_proxy_fcgi cut off their client too,
/// and so does lighttpd if it streams. Behind mod_fcgid and Caddy, and with CGI, a truncated response without
/// `Content-Length` looks complete to the client. With CGI, Apache passes the break on only if it is configured for
/// that (docs/servers.md).
///
/// mod_fcgid collects up to 64 KiB before it sends anything, even after a flush.
public struct ResponseBodyWriter: ~Copyable, Sendable {
    private let exchange: any Exchange
    private let number: Int

    /// How many bytes of head and body libfcgi's buffer of 8 KiB holds before it sends any: the rest of the buffer is room
    /// for the record header and the end of the request.
    package static let bufferedBytes = 8 * 1024 - 64

    init(_ exchange: any Exchange, request number: Int) {
        self.exchange = exchange
        self.number = number
    }

    /// Writes bytes: few with `FCGX_PutStr`, many directly with `writev`. Waits while the web server reads nothing.
    ///
    /// - Throws: ``FastCGIError/Code/invalidResponse`` if the body becomes longer than announced;
    ///   ``FastCGIError/Code/clientGone`` if the connection is closed, or nothing was read during the write timeout.
    public mutating func write(_ bytes: [UInt8]) throws(FastCGIError) {
        try exchange.writeBody(bytes, request: number)
    }

    /// Sends what has been written so far, with `FCGX_FFlush`.
    ///
    /// - Throws: ``FastCGIError/Code/clientGone``.
    public mutating func flush() throws(FastCGIError) {
        try exchange.flushBody(request: number)
    }

    /// Sets the application status in FCGI_END_REQUEST, like ``ResponseWriter/setApplicationStatus(_:)``, for a result
    /// that is known only while the body is written.
    public func setApplicationStatus(_ status: UInt32) {
        exchange.setApplicationStatus(status, request: number)
    }

    /// Stores the work that starts after the response has been sent completely, and only then.
    package func leave(_ backgroundWork: [BackgroundWork]) {
        exchange.leave(backgroundWork, request: number)
    }

    /// Ends the response, as `FCGX_FClose` does. The end of the request is sent with it.
    ///
    /// - Throws: ``FastCGIError/Code/invalidResponse`` if the body is shorter than announced; the response is then
    ///   broken off.
    public consuming func finish() throws(FastCGIError) {
        try exchange.endBody(request: number)
    }
}
