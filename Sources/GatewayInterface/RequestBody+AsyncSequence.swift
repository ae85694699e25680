extension RequestBody: AsyncSequence {
    /// Reads the pieces of a body, one when asked.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let source: any RequestBodySource

        init(_ source: any RequestBodySource) {
            self.source = source
        }

        /// Reads the next piece: up to 64 KiB, as much as has come.
        ///
        /// - Returns: at least one byte; `nil` at the end of a complete body.
        /// - Throws: ``RequestBodyError``: a body that breaks off is an error, not an end.
        public mutating func next() async throws(RequestBodyError) -> [UInt8]? {
            let piece = try await source.read(upTo: 64 * 1024)
            return piece.isEmpty ? nil : piece
        }

        /// The same, wherever it is called from: reading blocks the thread that asks.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(RequestBodyError) -> [UInt8]? {
            try await next()
        }
    }

    /// Starts reading, or goes on where an earlier reader stopped.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source)
    }
}
