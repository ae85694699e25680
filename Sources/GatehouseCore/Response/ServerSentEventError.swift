/// An error for an invalid server-sent event.
public struct ServerSentEventError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason. It does not contain the text of the event.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
