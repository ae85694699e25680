internal import GatewayInterface
internal import HTTPTypes

/// A part of a form with files: a field or a file. Its content is a sequence of pieces, read on demand.
///
/// A part is valid until the next one is requested. Its unread content is then skipped.
public struct Part {
    let header: PartHeader
    let number: Int
    let reader: PartReader

    /// The name of the field: not empty, without control characters and "\".
    public var name: String { header.name }

    /// The file name from the client; `nil` if the part is not a file.
    ///
    /// Use it only as a label for people, never as a path. Separators, control characters and characters that reverse
    /// text are replaced by "_". Blanks at both ends are dropped. At most 200 bytes are kept, including the extension.
    /// The name is empty if no file was chosen in the form.
    public var fileName: String? { header.fileName }

    /// The `Content-Type` from the client, which can claim any type.
    public var contentType: String? { header.contentType }

    /// Whether the part is a file.
    public var isFile: Bool { header.fileName != nil }

    /// Reads the rest of the content.
    ///
    /// - Parameter limit: the maximum number of bytes.
    /// - Throws: ``HTTPError`` 413 for more bytes, and the errors of reading the body.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var collected: [UInt8] = []
        while let piece = try await reader.piece(of: number) {
            guard piece.count <= limit - collected.count else {
                throw HTTPError(.contentTooLarge, "The part has more than \(limit) bytes.", field: name)
            }
            if collected.isEmpty { collected = piece } else { collected += piece }
        }
        return collected
    }

    /// Reads the rest of the content as text.
    ///
    /// - Parameter limit: the maximum number of bytes; defaults to 64 KiB.
    /// - Throws: ``HTTPError`` 400 for text that is not UTF-8, contains a NUL, or has more than 30 combining marks in a
    ///   row, and the errors of ``collect(upTo:)``.
    public func text(upTo limit: Int = 64 * 1024) async throws -> String {
        let bytes = try await collect(upTo: limit)
        guard !bytes.contains(0) else { throw HTTPError(.badRequest, "The field contains a NUL.", field: name) }
        do throws(ClientTextError) {
            return try ClientText.string(bytes[...])
        } catch {
            throw HTTPError(.badRequest, "The field \(error).", field: name)
        }
    }
}

@available(*, unavailable)
extension Part: Sendable {}

extension Part: AsyncSequence {
    /// Reads the pieces of a part.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let part: Part

        /// Reads the next piece, up to 64 KiB; `nil` at the end of a complete part.
        ///
        /// - Throws: the errors of reading the body, and ``HTTPError`` for a malformed body.
        public mutating func next() async throws -> [UInt8]? {
            try await part.reader.piece(of: part.number)
        }
    }

    /// Starts reading, or continues where an earlier iterator stopped.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(part: self)
    }
}
