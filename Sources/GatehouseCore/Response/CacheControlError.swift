/// An error for directives that cannot be combined.
public struct CacheControlError: Error, Sendable, Hashable, CustomStringConvertible {
    /// All problems.
    public let problems: [String]

    /// All problems, in one line.
    public var description: String { "Cache-Control: " + problems.joined(separator: "; ") }
}
