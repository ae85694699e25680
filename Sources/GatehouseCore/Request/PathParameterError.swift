/// A handler or a rule asked for a parameter that the path of its route does not have.
public struct PathParameterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name that was asked for.
    public let name: String

    /// The path of the route, as it was written.
    public let pattern: String

    /// What happened, in one line for the log.
    public var description: String {
        "the path \(pattern) has no parameter {\(name)}; name one that it has, or add it to the path"
    }
}
