/// The body of an answer that is written piece by piece: holds it to the length that its head announced.
struct OutgoingBody {
    private let announced: Int?
    /// Whether nothing of it may leave: a HEAD request, or a status without a body.
    let isDropped: Bool
    private var count = 0

    init(announced: Int?, isDropped: Bool) {
        self.announced = announced
        self.isDropped = isDropped
    }

    /// Takes note of bytes about to be written.
    ///
    /// - Throws: ``FastCGIError/Code/invalidResponse`` if they go beyond the announced length: the web server would pass
    ///   them on, and the client take them for the next answer.
    mutating func add(_ bytes: Int) throws(FastCGIError) {
        if let announced, bytes > announced - count {
            throw FastCGIError(.invalidResponse, "the body goes beyond its Content-Length of \(announced) bytes")
        }
        count += bytes
    }

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
