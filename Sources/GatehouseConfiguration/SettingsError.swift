/// Invalid settings, with all errors at once.
public struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The errors, one line each. They contain no secret.
    public let problems: [String]

    /// All errors, one line each.
    public var description: String { problems.joined(separator: "\n") }
}
