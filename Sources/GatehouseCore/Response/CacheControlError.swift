/// Directives that make no `Cache-Control`.
public struct CacheControlError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, all of it.
    public let problems: [String]

    /// All mistakes, in one line.
    public var description: String { "Cache-Control: " + problems.joined(separator: "; ") }
}
