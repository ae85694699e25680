/// What cannot be sent as a server-sent event.
public struct ServerSentEventError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Why not. The text itself is not in it.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
