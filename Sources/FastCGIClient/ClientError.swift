/// A failed exchange with a FastCGI application, or a response that cannot be parsed.
public struct ClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What happened, in one line.
    public let description: String

    package init(_ description: String) {
        self.description = description
    }
}
