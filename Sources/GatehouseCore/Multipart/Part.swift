internal import GatewayInterface
internal import HTTPTypes

/// One part of a form with files: a field, or a file. Its content is a sequence of pieces, read when asked.
///
/// A part is of use until the next one is asked for; what was not read of it by then is passed over.
public struct Part {
    let header: PartHeader
    let number: Int
    let reader: PartReader

    /// The name of the field: not empty, without control characters and "\".
    public var name: String { header.name }

    /// What the client calls the file; `nil` for a part that is no file.
    ///
    /// It is a label for people and nothing else: never make a path of it. Separators, control characters and what turns
    /// text around have become "_", blanks at both ends are dropped, and at most 200 bytes are kept, the extension among them.
    /// Empty where no file was chosen in the form.
    public var fileName: String? { header.fileName }

    /// The `Content-Type` that the client claims; anybody can claim anything.
    public var contentType: String? { header.contentType }

    /// Whether it is a file.
    public var isFile: Bool { header.fileName != nil }

    /// Reads what is left of the content.
    ///
    /// - Parameter limit: the largest number of bytes.
    /// - Throws: ``HTTPError`` 413 for more than that, and what reading the body throws.
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

    /// Reads what is left of the content as text.
    ///
    /// - Parameter limit: the largest number of bytes; 64 KiB unless told.
    /// - Throws: ``HTTPError`` 400 for what is no UTF-8, holds a NUL or more than 30 combining marks in a row, and what ``collect(upTo:)`` throws.
    public func text(upTo limit: Int = 64 * 1024) async throws -> String {
        let bytes = try await collect(upTo: limit)
        guard !bytes.contains(0) else { throw HTTPError(.badRequest, "The field holds a NUL.", field: name) }
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
        /// - Throws: what reading the body throws, and ``HTTPError`` for what is malformed.
        public mutating func next() async throws -> [UInt8]? {
            try await part.reader.piece(of: part.number)
        }
    }

    /// Starts reading, or goes on where an earlier reader stopped.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(part: self)
    }
}
