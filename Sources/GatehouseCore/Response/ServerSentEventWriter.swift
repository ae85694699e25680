/// Sends the events of a ``ServerSentEvents`` stream.
public struct ServerSentEventWriter {
    private let writer: BodyWriter

    init(_ writer: BodyWriter) {
        self.writer = writer
    }

    /// Sends an event immediately.
    ///
    /// - Throws: an error if the connection is closed.
    public func send(_ event: ServerSentEvent) throws {
        try writer.write(event.text)
        try writer.flush()
    }

    /// Sends an event that has only data.
    ///
    /// - Throws: an error if the connection is closed.
    public func send(_ data: String) throws {
        try send(try ServerSentEvent(data))
    }

    /// Sends a comment, which the browser ignores.
    ///
    /// A comment every ten seconds or so keeps proxies from closing an idle connection, and detects a closed
    /// connection.
    ///
    /// - Parameter text: a text for people who inspect the stream. Each line becomes a line of the comment.
    /// - Throws: an error if the connection is closed.
    public func comment(_ text: String = "") throws {
        try writer.write(ServerSentEvent.lines(":", text) + "\n")
        try writer.flush()
    }
}
