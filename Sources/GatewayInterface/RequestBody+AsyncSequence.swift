extension RequestBody: AsyncSequence {
    /// Reads a body in pieces, one for each call.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let source: any RequestBodySource
        /// The remaining limit in bytes; `nil` for no limit.
        private var left: Int?
        private let limit: Int?

        init(_ source: any RequestBodySource, limit: Int?) {
            self.source = source
            self.limit = limit
            left = limit
        }

        /// Reads the next piece: the available bytes, up to 64 KiB, like `FCGX_GetStr`.
        ///
        /// - Returns: at least one byte; `nil` at the end of a complete body.
        /// - Throws: ``RequestBodyError``. A body that breaks off is an error, not an end. So is a body that is longer
        ///   than its limit (``RequestBody/limited(to:)``); if the web server announced the length, the first call
        ///   throws.
        public mutating func next() async throws(RequestBodyError) -> [UInt8]? {
            guard let left else {
                let piece = try await source.read(upTo: Self.pieceSize)
                return piece.isEmpty ? nil : piece
            }
            if let remaining = source.remaining, remaining > left { throw RequestBodyError(.tooLarge, limit: limit) }
            // One byte above the limit shows whether the body is longer.
            let piece = try await source.read(upTo: Swift.min(left, Self.pieceSize - 1) + 1)
            guard piece.count <= left else {
                source.abandon()
                throw RequestBodyError(.tooLarge, limit: limit)
            }
            self.left = left - piece.count
            return piece.isEmpty ? nil : piece
        }

        private static let pieceSize = 64 * 1024

        /// Reads the next piece, from any isolation: reading blocks the calling thread.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(RequestBodyError) -> [UInt8]? {
            try await next()
        }
    }

    /// Starts reading, or continues after an earlier reader. The limit applies to each reader separately.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source, limit: limit)
    }
}
