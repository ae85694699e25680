/// The values of the parameters in a route's path.
public struct PathParameters: Sendable {
    /// `nil` where no route was found.
    private let pattern: PathPattern?
    private let segments: [String]

    /// The path of the route, as it was written.
    var route: String? { pattern?.text }

    /// Those of a request that has no route yet.
    static let none = PathParameters(nil, matching: [])

    /// The parameters of a path that the pattern has matched, in whichever form its end is.
    init(_ pattern: PathPattern?, matching segments: [String]) {
        self.pattern = pattern
        // An empty one at the end is no segment, and least of all one of a rest.
        self.segments = segments.last?.isEmpty == true ? segments.dropLast() : segments
    }

    /// The decoded segment that stood for a parameter: `request.path["id"]` for `{id}`. Never empty.
    ///
    /// - Throws: ``PathParameterError`` if the route's path has no parameter of that name, or it is `{rest...}`: a mistake
    ///   in the program, answered with 500, rather than an empty value that a check could take for somebody's.
    public subscript(name: String) -> String {
        get throws(PathParameterError) {
            if let pattern {
                for parameter in pattern.parameters where parameter.name == name && parameter.segment < segments.count {
                    return segments[parameter.segment]
                }
            }
            throw PathParameterError(name: name, pattern: pattern?.text ?? "")
        }
    }

    /// The parameter as a value of another type: `try request.path["id", as: Int.self]` for `{id:int}`.
    ///
    /// - Throws: ``PathParameterError``. For a text that is no such value the client gets 404, as it does for a path that no
    ///   route has: `/notes/x` for `{id:int}`. A type in the path finds that out before any rule is asked.
    @inlinable  // Into the program, where the type is known: else it would be looked up in each request.
    public subscript<Value: LosslessStringConvertible>(name: String, as type: Value.Type) -> Value {
        get throws(PathParameterError) {
            guard let value = Value(try self[name]) else { throw mismatch(name, "\(type)") }
            return value
        }
    }

    /// The error for a parameter that is no value of a type.
    @usableFromInline
    func mismatch(_ name: String, _ type: String) -> PathParameterError {
        PathParameterError(name: name, pattern: pattern?.text ?? "", wanted: type)
    }

    /// The decoded segments that stood for `{name...}`: one at least, and none empty.
    ///
    /// They are not joined: to a reader that splits again, they could become others.
    ///
    /// - Throws: ``PathParameterError`` if the route's path does not end in `{name...}`.
    public func rest(_ name: String) throws(PathParameterError) -> [String] {
        guard let pattern, pattern.rest == name else {
            throw PathParameterError(name: name + "...", pattern: pattern?.text ?? "")
        }
        return Array(segments.dropFirst(pattern.segments.count))
    }
}
