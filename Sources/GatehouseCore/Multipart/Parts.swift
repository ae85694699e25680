/// The parts of a form with files, in the order in which they come: ``Request/parts(limits:)``.
///
/// While nobody asks for the next piece, the web server has to wait: one piece is in memory at a time.
public struct Parts {
    let reader: PartReader
}

@available(*, unavailable)
extension Parts: Sendable {}

extension Parts: AsyncSequence {
    /// Reads the parts, one when asked.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let reader: PartReader

        /// Passes over what is left of the part before, and reads the header of the next.
        ///
        /// - Returns: `nil` at the end of a complete body.
        /// - Throws: ``HTTPError`` 400, 413 or 415, and what reading the body throws.
        public mutating func next() async throws -> Part? {
            try await reader.part()
        }
    }

    /// Starts reading, or goes on where an earlier reader stopped.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(reader: reader)
    }
}
