/// Settings that cannot be used, with all their mistakes at once.
public struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, a line each. No secret is in it.
    public let problems: [String]

    /// All mistakes, a line each.
    public var description: String { problems.joined(separator: "\n") }
}
