internal import GatewayInterface

/// A cookie that a browser would refuse, or read as something else: a mistake in the program.
public struct CookieError: Error, Sendable, Hashable, CustomStringConvertible {
    private let name: String
    private let reason: String

    init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }

    /// What is wrong, in one line for the log. The value of the cookie is not in it.
    public var description: String { "the cookie \(LogText.quoted(name.utf8)) cannot be set: \(reason)" }
}
