extension RequestBody: AsyncSequence {
    /// Reads the pieces of a body, one when asked.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let source: any RequestBodySource
        /// How many bytes may still come; `nil` for as many as there are.
        private var left: Int?
        private let limit: Int?

        init(_ source: any RequestBodySource, limit: Int?) {
            self.source = source
            self.limit = limit
            left = limit
        }

        /// Reads the next piece: up to 64 KiB, as much as has come, in the place of `FCGX_GetStr`.
        ///
        /// - Returns: at least one byte; `nil` at the end of a complete body.
        /// - Throws: ``RequestBodyError``: a body that breaks off is an error, not an end, and so is one that is longer
        ///   than its limit (``RequestBody/limited(to:)``), at once where the web server announced the length.
        public mutating func next() async throws(RequestBodyError) -> [UInt8]? {
            guard let left else {
                let piece = try await source.read(upTo: Self.pieceSize)
                return piece.isEmpty ? nil : piece
            }
            if let remaining = source.remaining, remaining > left { throw RequestBodyError(.tooLarge, limit: limit) }
            // One byte more than the limit tells a body that fits from one that does not.
            let piece = try await source.read(upTo: Swift.min(left, Self.pieceSize - 1) + 1)
            guard piece.count <= left else {
                source.abandon()
                throw RequestBodyError(.tooLarge, limit: limit)
            }
            self.left = left - piece.count
            return piece.isEmpty ? nil : piece
        }

        private static let pieceSize = 64 * 1024

        /// The same, wherever it is called from: reading blocks the thread that asks.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(RequestBodyError) -> [UInt8]? {
            try await next()
        }
    }

    /// Starts reading, or goes on where an earlier reader stopped. Each reader may take as much as the limit says.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source, limit: limit)
    }
}
