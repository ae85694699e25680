internal import HTTPTypes

/// A description of a route: ``Gate/routes()``.
public struct RouteDescription: Sendable, Hashable {
    /// The method; `GET` includes HEAD.
    public let method: String

    /// The whole path as declared, with the prefixes of its groups.
    public let path: String

    /// The name of the rule, with the rules of its groups.
    public let rule: String

    /// The name of the route; `nil` if it has none.
    public let name: String?

    /// The location of the declaration: `Module/File.swift:12`.
    public let source: String

    /// A path that this route matches, from the examples of its parameter types, for tests.
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
