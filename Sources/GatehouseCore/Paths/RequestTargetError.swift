/// Why a request target was refused; the client gets 400 and no handler is called.
public struct RequestTargetError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason, for the log.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
