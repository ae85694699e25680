/// Writes a body in pieces. ``ResponseBody/stream(length:_:)`` passes it to its closure.
public struct BodyWriter {
    private let writePiece: ([UInt8]) throws -> Void
    private let flushPieces: () throws -> Void

    /// Creates a writer that passes the pieces to closures.
    package init(write: @escaping ([UInt8]) throws -> Void, flush: @escaping () throws -> Void) {
        writePiece = write
        flushPieces = flush
    }

    /// Writes bytes. Waits while the web server accepts none.
    ///
    /// - Throws: an error if the connection is closed, or if the body exceeds its announced length.
    public func write(_ bytes: [UInt8]) throws {
        try writePiece(bytes)
    }

    /// Writes a text, as UTF-8.
    ///
    /// - Throws: an error if the connection is closed, or if the body exceeds its announced length.
    public func write(_ text: String) throws {
        try writePiece(Array(text.utf8))
    }

    /// Sends the bytes written so far. The web server can still hold them back: mod_fcgid collects up to 64 KiB.
    ///
    /// - Throws: an error if the connection is closed.
    public func flush() throws {
        try flushPieces()
    }
}
