/// Writes a body piece by piece: ``ResponseBody/stream(length:_:)``.
public struct BodyWriter {
    private let writePiece: ([UInt8]) throws -> Void
    private let flushPieces: () throws -> Void

    /// Creates a writer over whatever takes the pieces.
    package init(write: @escaping ([UInt8]) throws -> Void, flush: @escaping () throws -> Void) {
        writePiece = write
        flushPieces = flush
    }

    /// Writes bytes. Waits while the web server takes none.
    ///
    /// - Throws: an error when the client has gone, or for more bytes than the length that was announced.
    public func write(_ bytes: [UInt8]) throws {
        try writePiece(bytes)
    }

    /// Writes a text, as UTF-8.
    ///
    /// - Throws: as above.
    public func write(_ text: String) throws {
        try writePiece(Array(text.utf8))
    }

    /// Sends what has been written so far. A web server may still keep it: mod_fcgid collects up to 64 KiB.
    ///
    /// - Throws: an error when the client has gone.
    public func flush() throws {
        try flushPieces()
    }
}
