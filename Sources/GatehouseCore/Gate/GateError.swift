/// A gate that cannot be used, with all its mistakes at once.
public struct GateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, a line each, with the place in the source.
    public let problems: [String]

    /// All mistakes, a line each.
    public var description: String { problems.joined(separator: "\n") }
}
