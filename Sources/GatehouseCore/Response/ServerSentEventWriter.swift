/// Sends the events of a ``ServerSentEvents`` stream.
public struct ServerSentEventWriter {
    private let writer: BodyWriter

    init(_ writer: BodyWriter) {
        self.writer = writer
    }

    /// Sends an event at once.
    ///
    /// - Throws: an error when the client has gone.
    public func send(_ event: ServerSentEvent) throws {
        try writer.write(event.text)
        try writer.flush()
    }

    /// Sends an event with nothing but data.
    ///
    /// - Throws: as above.
    public func send(_ data: String) throws {
        try send(try ServerSentEvent(data))
    }

    /// Sends a comment, which the browser ignores.
    ///
    /// Every ten seconds or so one keeps proxies from closing a silent connection, and shows here that the client has gone.
    ///
    /// - Parameter text: for whoever looks at the stream; each of its lines becomes one of the comment's.
    /// - Throws: as above.
    public func comment(_ text: String = "") throws {
        try writer.write(ServerSentEvent.lines(":", text) + "\n")
        try writer.flush()
    }
}
