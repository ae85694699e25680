/// A handler or a rule asked for a parameter that the path of its route does not have.
public struct PathParameterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The name that was asked for.
    public let name: String

    /// The path of the route, as it was written.
    public let pattern: String

    /// The type that the parameter's text is not of; `nil` when there is no such parameter.
    private let wanted: String?

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
