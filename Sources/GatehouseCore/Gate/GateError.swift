/// The configuration errors of a gate, all at once. A gate with configuration errors does not open.
public struct GateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The errors, one line each, with the location in the source.
    public let problems: [String]

    /// All errors, one line each.
    public var description: String { problems.joined(separator: "\n") }
}
