import Synchronization

/// Where the bytes of a body come from.
package protocol RequestBodySource: Sendable {
    /// The announced length in bytes.
    var length: Int? { get }

    /// Reads the next bytes: at least one and at most `limit`, or none at the end of a complete body.
    func read(upTo limit: Int) async throws(RequestBodyError) -> [UInt8]
}

/// A body that is in memory already.
final class BytesSource: RequestBodySource {
    private let rest: Mutex<ArraySlice<UInt8>>
    let length: Int?

    init(_ bytes: [UInt8]) {
        length = bytes.count
        rest = Mutex(bytes[...])
    }

    func read(upTo limit: Int) async throws(RequestBodyError) -> [UInt8] {
        rest.withLock { rest in
            let piece = rest.prefix(limit)
            rest = rest.dropFirst(piece.count)
            return Array(piece)
        }
    }
}
