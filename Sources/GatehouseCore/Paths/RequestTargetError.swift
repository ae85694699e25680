/// An error for an invalid request target. The client gets 400, and no handler is called.
public struct RequestTargetError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason, for the log.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
