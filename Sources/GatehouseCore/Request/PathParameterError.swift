/// An error for a path parameter that the route does not have, or whose text is not a valid value of the requested
/// type.
///
/// The first case is a programming error and gives 500. The second depends on the client's request and gives 404, like
/// a path without a route.
public struct PathParameterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The requested name.
    public let name: String

    /// The path of the route, as written in the program.
    public let pattern: String

    /// The requested type, if the text is not a value of it; `nil` if the parameter does not exist.
    private let wanted: String?

    /// Whether the client sent a text that is not a value of the type.
    var isMismatch: Bool { wanted != nil }

    init(name: String, pattern: String, wanted: String? = nil) {
        self.name = name
        self.pattern = pattern
        self.wanted = wanted
    }

    /// The reason, in one line for the log.
    public var description: String {
        if let wanted {
            return
                "{\(name)} of the path \(pattern) is not a valid \(wanted); give the parameter a type, such as {\(name):int}"
        }
        return "unknown parameter {\(name)} of the path \(pattern); use a parameter of the path, or add this one to it"
    }
}
