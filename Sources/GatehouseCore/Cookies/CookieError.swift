internal import GatewayInterface

/// An error for a cookie that a browser would refuse or read differently. It is a programming error.
public struct CookieError: Error, Sendable, Hashable, CustomStringConvertible {
    private let name: String
    private let reason: String

    init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }

    /// The reason, in one line for the log. It does not contain the cookie's value.
    public var description: String { "the cookie \(LogText.quoted(name.utf8)) cannot be set: \(reason)" }
}
