/// An open file. The gate decides whether it may be sent; the type that opened it implements reading.
package protocol FileSource: Sendable {
    /// The length in bytes when the file was opened.
    var size: Int { get }

    /// Reads bytes from an offset: at least one and at most `limit`, or none at the end of the file.
    func read(from offset: Int, upTo limit: Int) throws -> [UInt8]
}

extension FileSource {
    /// Writes a part of the file, in pieces of 64 KiB.
    ///
    /// - Throws: ``FileError/Code/shortened`` if the file ends before the part does.
    package func write(_ part: Range<Int>, to writer: BodyWriter) throws {
        var offset = part.lowerBound
        while offset < part.upperBound {
            let piece = try read(from: offset, upTo: min(part.upperBound - offset, 64 * 1024))
            guard !piece.isEmpty else { throw FileError(.shortened, "the file was truncated while it was sent") }
            try writer.write(piece)
            offset += piece.count
        }
    }
}
