import Synchronization

/// Where the bytes of a body come from.
package protocol RequestBodySource: Sendable {
    /// The announced length in bytes.
    var length: Int? { get }

    /// How much of the announced length has not been read yet.
    var remaining: Int? { get }

    /// Makes every later read throw ``RequestBodyError/Code/tooLarge``: what has been read was thrown away.
    func abandon()

    /// Reads the next bytes: at least one and at most `limit`, or none at the end of a complete body.
    func read(upTo limit: Int) async throws(RequestBodyError) -> [UInt8]
}

/// A body that is in memory already.
final class BytesSource: RequestBodySource {
    /// What is left; `nil` once abandoned.
    private let rest: Mutex<ArraySlice<UInt8>?>
    let length: Int?

    init(_ bytes: [UInt8]) {
        // A client that sends no body announces no length either.
        length = bytes.isEmpty ? nil : bytes.count
        rest = Mutex(bytes[...])
    }

    var remaining: Int? {
        length == nil ? nil : rest.withLock { $0?.count }
    }

    func abandon() {
        rest.withLock { $0 = nil }
    }

    func read(upTo limit: Int) async throws(RequestBodyError) -> [UInt8] {
        try rest.withLock { (rest) throws(RequestBodyError) in
            guard let bytes = rest else { throw RequestBodyError(.tooLarge) }
            rest = bytes.dropFirst(limit)
            return Array(bytes.prefix(limit))
        }
    }
}
