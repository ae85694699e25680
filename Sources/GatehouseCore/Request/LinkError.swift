/// A link that leads nowhere, or elsewhere than meant.
public struct LinkError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in one line for the log. It holds no value of the link, which may be private.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
