internal import HTTPTypes

/// A long page that is sent piece by piece, within a layout. A page of any length needs the memory of one piece.
///
/// ```swift
/// gate.get("/log", allow: admin) { request, _ in
///     HTMLStream { content in Page("Log", "<ul>\(content)</ul>") } content: { page in
///         for try await line in log.lines() { try page.write("<li>\(line)</li>\n") }
///     }
/// }
/// ```
///
/// The browser shows the first pieces while the handler writes the others, if the web server passes them on: docs/responses.md
/// has a table. If the closure throws, the response is aborted, or becomes a 500 if nothing has been sent yet:
/// ``ResponseBody/stream(length:_:)``. The status and the header fields are those of the layout.
public struct HTMLStream: ResponseConvertible {
    private let layout: @Sendable (HTML, Request) throws -> Response
    private let write: @Sendable (HTMLWriter) async throws -> Void

    /// Creates a page.
    ///
    /// - Parameters:
    ///   - layout: makes the page around the content. It must place its argument once.
    ///   - content: writes the content. It does not run for a HEAD request.
    public init<Layout: ResponseConvertible>(
        layout: @escaping @Sendable (HTML) throws -> Layout,
        content: @escaping @Sendable (HTMLWriter) async throws -> Void
    ) {
        self.layout = { try layout($0).response(to: $1) }
        write = content
    }

    /// Returns the response of the layout, with a stream as its body.
    ///
    /// - Throws: an error if the layout does not place its argument once, and the errors of the layout.
    public func response(to request: Request) throws -> Response {
        var response = try layout(HTML(bytes: [Self.slot]), request)
        guard case .bytes(let bytes) = response.body.storage else { throw HTMLStreamError(slots: nil) }
        let pieces = bytes.split(separator: Self.slot, omittingEmptySubsequences: false)
        guard pieces.count == 2 else { throw HTMLStreamError(slots: pieces.count - 1) }
        let (start, end, write) = (Array(pieces[0]), Array(pieces[1]), write)
        response.body = .stream { writer in
            try writer.write(start)
            try await write(HTMLWriter(writer))
            try writer.write(end)
        }
        return response
    }

    /// Marks the place of the content. This byte occurs in no UTF-8 text, so no value can contain it.
    private static let slot: UInt8 = 0xFF
}

/// Writes the content of an ``HTMLStream``.
public struct HTMLWriter {
    private let writer: BodyWriter

    init(_ writer: BodyWriter) {
        self.writer = writer
    }

    /// Writes a piece of the page. Waits while the web server accepts none.
    ///
    /// - Throws: an error if the connection is closed.
    public func write(_ html: HTML) throws {
        try writer.write(html.bytes)
    }

    /// Sends the pieces written so far. The web server can still hold them back.
    ///
    /// - Throws: an error if the connection is closed.
    public func flush() throws {
        try writer.flush()
    }
}

/// A layout that cannot be streamed.
struct HTMLStreamError: Error, CustomStringConvertible {
    /// The number of times that the layout contains the content; `nil` if its body is no page in memory.
    let slots: Int?

    var description: String {
        slots.map { "the layout of an HTMLStream contains its content \($0) times; place the argument exactly once" }
            ?? "the layout of an HTMLStream is a file or a stream; return a Page or HTML"
    }
}
