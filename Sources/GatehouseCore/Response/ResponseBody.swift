/// The body of an answer.
public struct ResponseBody: Sendable {
    package enum Storage: Sendable {
        case bytes([UInt8])
        case stream(length: Int?, @Sendable (BodyWriter) async throws -> Void)
        /// A part of a file that is open; whoever sends it has a faster way than to read it.
        case file(any FileSource, Range<Int>)
    }

    package let storage: Storage

    /// No body.
    public static let empty = ResponseBody(storage: .bytes([]))

    /// Bytes in memory.
    public static func bytes(_ bytes: [UInt8]) -> ResponseBody {
        ResponseBody(storage: .bytes(bytes))
    }

    /// A text, as UTF-8.
    public static func text(_ text: String) -> ResponseBody {
        bytes(Array(text.utf8))
    }

    /// A body that is written piece by piece, when the head is on its way.
    ///
    /// ```swift
    /// Response(status: .ok, headers: [.contentType: "text/csv"], body: .stream { writer in
    ///     for try await row in rows { try writer.write(row.csv) }
    /// })
    /// ```
    ///
    /// What it throws breaks the response off; if nothing has left by then, the client gets a 500 instead. Whether the client
    /// sees that a part is not the whole depends on the web server, and on `length`: docs/servers.md has a table. It is not
    /// run for a HEAD request.
    ///
    /// - Parameters:
    ///   - length: the length in bytes, if it is known; the body is held to it.
    ///   - write: writes the body.
    public static func stream(
        length: Int? = nil,
        _ write: @escaping @Sendable (BodyWriter) async throws -> Void
    ) -> ResponseBody {
        ResponseBody(storage: .stream(length: length, write))
    }

    /// A part of a file, which lies within the size that it had when it was opened.
    static func file(_ source: any FileSource, _ part: Range<Int>) -> ResponseBody {
        ResponseBody(storage: .file(source, part))
    }
}
