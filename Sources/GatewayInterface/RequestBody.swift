/// The body of a request: bytes that are read when somebody asks, never earlier and never more than asked for.
///
/// ```swift
/// let bytes = try await request.body.collect(upTo: 64 * 1024)
/// ```
///
/// A body is also a sequence of pieces, for what is too long to be collected. While nobody asks for the next piece, the
/// web server has to wait: no more than one piece is in memory.
///
/// ```swift
/// for try await piece in request.body { hash.update(piece) }
/// for try await piece in request.body.limited(to: 50 << 20) { hash.update(piece) }
/// ```
///
/// As a sequence it has a limit: 1 MiB in a handler of a gate, unless the handler names another. A body of the binding
/// alone has none.
///
/// A body belongs to its request. Reading it after the request has been answered throws ``RequestBodyError/Code/closed``.
public struct RequestBody: Sendable {
    let source: any RequestBodySource
    /// The largest number of bytes of it as a sequence.
    private(set) var limit: Int?

    /// The length that the web server announced in `CONTENT_LENGTH`, in bytes; `nil` where it announced none. By CGI a
    /// request without it has no body: 0.
    public var length: Int? { source.length }

    /// Creates a body that is read from a source.
    package init(_ source: any RequestBodySource) {
        self.source = source
    }

    /// Creates a body of bytes in memory, as tests need it.
    public init(_ bytes: [UInt8] = []) {
        source = BytesSource(bytes)
    }

    /// The same body, as a sequence of this many bytes at most, whatever limit it had.
    ///
    /// What is longer throws ``RequestBodyError/Code/tooLarge``: before anything is read where the web server announced
    /// the length, otherwise when the limit is reached.
    ///
    /// - Parameter limit: in bytes; a negative one counts as 0.
    public func limited(to limit: Int) -> RequestBody {
        var body = self
        body.limit = Swift.max(limit, 0)
        return body
    }

    /// Reads the whole body, or what is left of it: what `FCGX_GetStr` is called for in a loop, and `FCGX_GetError` after it.
    ///
    /// - Parameter limit: the largest number of bytes to take; a negative one counts as 0.
    /// - Returns: the bytes; none when the request has no body, or nothing is left of it.
    /// - Throws: ``RequestBodyError``. Too long a body throws ``RequestBodyError/Code/tooLarge`` before more than
    ///   `limit` bytes are in memory, at once and with nothing read where the web server announced the length. Where
    ///   the beginning had been read by then, it is gone, and every later read throws the same.
    public func collect(upTo limit: Int) async throws(RequestBodyError) -> [UInt8] {
        let limit = Swift.max(limit, 0)
        if let remaining = source.remaining, remaining > limit { throw RequestBodyError(.tooLarge, limit: limit) }
        var collected: [UInt8] = []
        while true {
            // One byte more than the limit tells a body that fits from one that does not.
            let piece = try await source.read(upTo: Swift.min(limit - collected.count, 64 * 1024 - 1) + 1)
            guard !piece.isEmpty else { return collected }
            guard piece.count <= limit - collected.count else {
                source.abandon()
                throw RequestBodyError(.tooLarge, limit: limit)
            }
            if collected.isEmpty { collected = piece } else { collected += piece }
        }
    }
}
