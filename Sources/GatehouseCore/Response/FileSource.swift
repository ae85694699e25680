/// A file that is open. The gate knows when it may be sent; whoever opened it knows how to read it.
package protocol FileSource: Sendable {
    /// The length in bytes when it was opened.
    var size: Int { get }

    /// Reads some bytes from a place on: at least one and at most `limit`; none at the end of the file.
    func read(from offset: Int, upTo limit: Int) throws -> [UInt8]
}

extension FileSource {
    /// Writes a part of the file, a piece of 64 KiB at a time.
    ///
    /// - Throws: ``FileError/Code/shortened`` if it ends before: what was promised cannot be kept.
    package func write(_ part: Range<Int>, to writer: BodyWriter) throws {
        var offset = part.lowerBound
        while offset < part.upperBound {
            let piece = try read(from: offset, upTo: min(part.upperBound - offset, 64 * 1024))
            guard !piece.isEmpty else { throw FileError(.shortened, "the file became shorter while it was sent") }
            try writer.write(piece)
            offset += piece.count
        }
    }
}
