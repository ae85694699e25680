/// The body of a request. It is read on demand, and never further than requested.
///
/// ```swift
/// let bytes = try await request.body.collect(upTo: 64 * 1024)
/// ```
///
/// A body is also a sequence of pieces, for bodies that are too long to collect. Only one piece is in memory: the web
/// server waits until the handler requests the next one.
///
/// ```swift
/// for try await piece in request.body { hash.update(piece) }
/// for try await piece in request.body.limited(to: 50 << 20) { hash.update(piece) }
/// ```
///
/// As a sequence, a body has a limit: by default 1 MiB in a handler of a gate, and none in a program without a gate.
///
/// A body belongs to its request. Reading it after the response throws ``RequestBodyError/Code/closed``.
public struct RequestBody: Sendable {
    let source: any RequestBodySource
    /// The largest number of bytes as a sequence.
    private(set) var limit: Int?

    /// The length in bytes from `CONTENT_LENGTH`; `nil` if the web server announced none. Under CGI, a request without
    /// it has no body: 0.
    public var length: Int? { source.length }

    /// Creates a body from a source.
    package init(_ source: any RequestBodySource) {
        self.source = source
    }

    /// Creates a body from bytes in memory, for tests.
    public init(_ bytes: [UInt8] = []) {
        source = BytesSource(bytes)
    }

    /// Returns the same body with another limit as a sequence.
    ///
    /// A longer body throws ``RequestBodyError/Code/tooLarge``: before anything is read if the web server announced the
    /// length, otherwise at the limit.
    ///
    /// - Parameter limit: the limit in bytes; a negative number counts as 0.
    public func limited(to limit: Int) -> RequestBody {
        var body = self
        body.limit = Swift.max(limit, 0)
        return body
    }

    /// Reads the rest of the body, like `FCGX_GetStr` in a loop with `FCGX_GetError` after it.
    ///
    /// - Parameter limit: the largest number of bytes; a negative number counts as 0.
    /// - Returns: the bytes; empty if the request has no body, or all of it has been read.
    /// - Throws: ``RequestBodyError``. A body that is longer than `limit` throws ``RequestBodyError/Code/tooLarge``
    ///   before more than `limit` bytes are in memory. If the web server announced the length, it throws without
    ///   reading. Otherwise the bytes that were read are lost, and every later read throws the same error.
    public func collect(upTo limit: Int) async throws(RequestBodyError) -> [UInt8] {
        let limit = Swift.max(limit, 0)
        if let remaining = source.remaining, remaining > limit { throw RequestBodyError(.tooLarge, limit: limit) }
        var collected: [UInt8] = []
        while true {
            // One byte above the limit shows whether the body is longer.
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
