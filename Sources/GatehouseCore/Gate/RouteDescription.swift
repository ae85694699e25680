internal import HTTPTypes

/// One route of a gate as data: ``Gate/routes()``.
public struct RouteDescription: Sendable, Hashable {
    /// The method; `GET` answers HEAD as well.
    public let method: String

    /// The path, as it was written, with the prefixes of its groups.
    public let path: String

    /// The name of the rule that opens it, with those of its groups.
    public let rule: String

    /// The route's own name; `nil` when it has none.
    public let name: String?

    /// Where it was written: `Module/File.swift:12`.
    public let source: String

    /// A path that this route matches, with the examples of its parameters' types: for tests.
    package let example: String

    init(_ route: Route) {
        method = route.method.rawValue
        path = route.pattern.text
        rule = route.rule
        name = route.name?.description
        source = "\(route.location)"
        example = route.pattern.example
    }
}
