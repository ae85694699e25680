/// The parts of a form with files, in their order in the body: ``Request/parts(limits:)``.
///
/// One piece is in memory at a time. The web server waits until the program requests the next piece.
public struct Parts {
    let reader: PartReader
}

@available(*, unavailable)
extension Parts: Sendable {}

extension Parts: AsyncSequence {
    /// Reads the parts on demand.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let reader: PartReader

        /// Skips the rest of the previous part and reads the header of the next.
        ///
        /// - Returns: `nil` at the end of a complete body.
        /// - Throws: ``HTTPError`` 400, 413 or 415, and the errors of reading the body.
        public mutating func next() async throws -> Part? {
            try await reader.part()
        }
    }

    /// Starts reading, or continues where an earlier iterator stopped.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(reader: reader)
    }
}
