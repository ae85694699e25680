import Synchronization

/// The source of the bytes of a body.
package protocol RequestBodySource: Sendable {
    /// The announced length in bytes.
    var length: Int? { get }

    /// The number of announced bytes that have not been read.
    var remaining: Int? { get }

    /// Makes every later read throw ``RequestBodyError/Code/tooLarge``, because bytes that were read have been
    /// discarded.
    func abandon()

    /// Reads the next bytes: from one to `limit`, or none at the end of a complete body.
    func read(upTo limit: Int) async throws(RequestBodyError) -> [UInt8]
}

/// A body in memory.
final class BytesSource: RequestBodySource {
    /// The remaining bytes; `nil` once abandoned.
    private let rest: Mutex<ArraySlice<UInt8>?>
    let length: Int?

    init(_ bytes: [UInt8]) {
        // A client that sends no body announces no length.
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
