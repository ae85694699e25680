/// A handler or a rule asked for a parameter that the path of its route does not have, or for one whose text is no value of
/// the type that it wants.
///
/// The first is a fault of the program: 500. The second depends on what the client sent: 404, as for a path without a route.
public struct PathParameterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name that was asked for.
    public let name: String

    /// The path of the route, as it was written.
    public let pattern: String

    /// The type that the parameter's text is not of; `nil` when there is no such parameter.
    private let wanted: String?

    /// Whether the client sent a text that is not of the type.
    var isMismatch: Bool { wanted != nil }

    init(name: String, pattern: String, wanted: String? = nil) {
        self.name = name
        self.pattern = pattern
        self.wanted = wanted
    }

    /// What happened, in one line for the log.
    public var description: String {
        if let wanted {
            return
                "the parameter {\(name)} of the path \(pattern) is no \(wanted); give it a type, such as {\(name):int}"
        }
        return "the path \(pattern) has no parameter {\(name)}; name one that it has, or add it to the path"
    }
}
