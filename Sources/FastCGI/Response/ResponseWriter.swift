public import HTTPTypes

/// The right to answer one request, once.
///
/// The writer cannot be copied and each way to use it up is `consuming`, so that a second answer does not compile. A
/// handler that lets go of it without an answer, or throws, is answered for with a plain 500.
///
/// ```swift
/// try response.finish(HTTPResponse(status: .ok), body: Array("Hello\n".utf8))
/// ```
public struct ResponseWriter: ~Copyable {
    private let exchange: any Exchange
    private let number: Int

    init(_ exchange: any Exchange, request number: Int) {
        self.exchange = exchange
        self.number = number
    }

    /// Answers the request: `FCGX_PutStr` for head and body; the end of the request leaves with them.
    ///
    /// `Status` is always sent, and `Content-Length` unless the status forbids it. The answer to a HEAD request keeps
    /// its length and loses its body.
    ///
    /// - Parameters:
    ///   - response: status, 200 to 599, and header fields, up to 8 KiB together.
    ///   - body: the whole body.
    /// - Throws: ``FastCGIError/Code/invalidResponse`` for what HTTP or the web server would not stand (hop-by-hop
    ///   fields, `X-Sendfile` and its kin, `Location` without a redirection, a line break in a value); nothing has been
    ///   sent then. ``FastCGIError/Code/clientGone`` when the connection is closed.
    public consuming func finish(_ response: HTTPResponse, body: [UInt8] = []) throws(FastCGIError) {
        try exchange.send(Answer(response: response, body: body), request: number)
    }
}

/// A writer belongs to the task that the request runs in.
@available(*, unavailable)
extension ResponseWriter: Sendable {}
