/// The values of the parameters in a route's path.
public struct PathParameters: Sendable {
    private let names: [String]
    private let values: [String]
    private let pattern: String

    /// Takes from a path what stands where the pattern has parameters. The pattern must have matched it.
    init(_ pattern: PathPattern, matching segments: [String]) {
        names = pattern.names
        values = zip(pattern.segments, segments).compactMap { part, segment in
            if case .parameter = part { segment } else { nil }
        }
        self.pattern = pattern.text
    }

    /// The decoded segment that stood for a parameter: `request.path["id"]` for `{id}`. Never empty.
    ///
    /// - Throws: ``PathParameterError`` if the route's path has no parameter of that name: a mistake in the program,
    ///   answered with 500, rather than an empty value that a check could take for somebody's.
    public subscript(name: String) -> String {
        get throws(PathParameterError) {
            guard let index = names.firstIndex(of: name) else {
                throw PathParameterError(name: name, pattern: pattern)
            }
            return values[index]
        }
    }
}
