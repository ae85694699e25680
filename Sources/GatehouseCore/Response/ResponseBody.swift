/// The body of a response.
public struct ResponseBody: Sendable {
    package enum Storage: Sendable {
        case bytes([UInt8])
        case stream(length: Int?, @Sendable (BodyWriter) async throws -> Void)
        /// A part of an open file. The sender has a faster way than reading it.
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

    /// A body that is written in pieces after the response has started.
    ///
    /// ```swift
    /// Response(status: .ok, headers: [.contentType: "text/csv"], body: .stream { writer in
    ///     for try await row in rows { try writer.write(row.csv) }
    /// })
    /// ```
    ///
    /// If the closure throws, the response is aborted, or becomes a 500 if nothing has been sent yet. Whether the
    /// client notices that an aborted response is incomplete depends on the web server and on `length`; see the table
    /// in docs/servers.md. The closure does not run for a HEAD request.
    ///
    /// - Parameters:
    ///   - length: the length in bytes, if it is known. The body must have exactly this length.
    ///   - write: a closure that writes the body.
    public static func stream(
        length: Int? = nil,
        _ write: @escaping @Sendable (BodyWriter) async throws -> Void
    ) -> ResponseBody {
        ResponseBody(storage: .stream(length: length, write))
    }

    /// A part of a file. It must lie within the size that the file had when it was opened.
    package static func file(_ source: any FileSource, _ part: Range<Int>) -> ResponseBody {
        ResponseBody(storage: .file(source, part))
    }
}
