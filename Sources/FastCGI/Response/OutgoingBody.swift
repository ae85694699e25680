internal import GatewayInterface
internal import HTTPTypes

/// Compares a body that is written in pieces with the length that its head announced.
struct OutgoingBody {
    private let announced: Int?
    /// Whether the body is not sent: for a HEAD request, or a status without a body.
    let isDropped: Bool
    private var count = 0

    init(announced: Int?, isDropped: Bool) {
        self.announced = announced
        self.isDropped = isDropped
    }

    /// Whether a response is a stream of events. Such a stream can be endless, so its pieces do not extend the request's time.
    static func isEventStream(_ response: HTTPResponse) -> Bool {
        response.headerFields[.contentType]?.lowercasedASCII.begins(with: "text/event-stream") ?? false
    }

    /// Counts bytes that are about to be written.
    ///
    /// - Throws: ``FastCGIError/Code/invalidResponse`` if the body becomes longer than announced. The web server would
    ///   pass the bytes on, and the client would take them for the next response.
    mutating func add(_ bytes: Int) throws(FastCGIError) {
        if let announced, bytes > announced - count {
            throw FastCGIError(.invalidResponse, "the body is longer than its Content-Length of \(announced) bytes")
        }
        count += bytes
    }

    /// Checks the length at the end.
    ///
    /// - Throws: ``FastCGIError/Code/invalidResponse`` if the body is shorter than announced.
    func end() throws(FastCGIError) {
        if let announced, count < announced, !isDropped {
            throw FastCGIError(
                .invalidResponse,
                "the body ends after \(count) of the \(announced) bytes of its Content-Length"
            )
        }
    }
}
