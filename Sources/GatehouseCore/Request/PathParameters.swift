/// The values of the parameters in a route's path.
public struct PathParameters: Sendable {
    /// `nil` if the request has no route.
    private let pattern: PathPattern?
    private let segments: [String]
    /// The number of segments, without an empty one at the end: it belongs to no parameter, not even to a rest parameter.
    private let count: Int

    /// The path of the route, as written in the program.
    var route: String? { pattern?.text }

    /// The parameters of a request without a route.
    static let none = PathParameters(nil, matching: [])

    /// Creates the parameters of a path that matched the pattern, with or without a "/" at its end.
    init(_ pattern: PathPattern?, matching segments: [String]) {
        self.pattern = pattern
        self.segments = segments
        count = segments.last?.isEmpty == true ? segments.count - 1 : segments.count
    }

    /// The decoded segment for a parameter: `request.path["id"]` for `{id}`. It is never empty.
    ///
    /// - Throws: ``PathParameterError`` if the route's path has no parameter of this name, or the parameter is
    ///   `{rest...}`. This is a programming error and gives 500. An empty value instead could pass a check by accident.
    public subscript(name: String) -> String {
        get throws(PathParameterError) {
            if let pattern {
                for parameter in pattern.parameters where parameter.name == name && parameter.segment < count {
                    return segments[parameter.segment]
                }
            }
            throw PathParameterError(name: name, pattern: pattern?.text ?? "")
        }
    }

    /// The parameter converted to another type: `try request.path["id", as: Int.self]` for `{id:int}`.
    ///
    /// - Throws: ``PathParameterError``. If the text is not a value of the type, the client gets 404, as for a path
    ///   without a route. A parameter type in the path (`{id:int}`) checks this before any rule runs.
    @inlinable  // Specialized in the program, which knows the type.
    public subscript<Value: LosslessStringConvertible>(name: String, as type: Value.Type) -> Value {
        get throws(PathParameterError) {
            guard let value = Value(try self[name]) else { throw mismatch(name, "\(type)") }
            return value
        }
    }

    /// The error for a parameter whose text is not a value of the type.
    @usableFromInline
    func mismatch(_ name: String, _ type: String) -> PathParameterError {
        PathParameterError(name: name, pattern: pattern?.text ?? "", wanted: type)
    }

    /// The decoded segments for `{name...}`: at least one, and none of them empty.
    ///
    /// They are not joined: splitting them again could give different segments.
    ///
    /// - Throws: ``PathParameterError`` if the route's path does not end in `{name...}`.
    public func rest(_ name: String) throws(PathParameterError) -> [String] {
        guard let pattern, pattern.rest == name else {
            throw PathParameterError(name: name + "...", pattern: pattern?.text ?? "")
        }
        return Array(segments.prefix(count).dropFirst(pattern.segments.count))
    }
}
