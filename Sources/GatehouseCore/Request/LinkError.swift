/// An error for a link that would not lead to the intended route or path.
public struct LinkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The reason, in one line for the log. It contains no value from the link, because values may be private.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
