internal import HTTPTypes

/// A route as it was written down. What it becomes depends on the whole gate: on its parameter types, and on middleware
/// that may be written after it.
struct RouteDefinition: Sendable {
    let method: HTTPRequest.Method
    /// The whole path, with the prefixes of the groups around it.
    let path: String
    let name: RouteName?
    let rule: String
    let isPublic: Bool
    let problems: [String]
    let location: SourceLocation
    /// The innermost group, by its index; 0 is the gate.
    let scope: Int
    let check: @Sendable (Request) async throws -> Void
    let respond: @Sendable ([NamedMiddleware]) -> @Sendable (Request) async throws -> Response
}

/// The gate, or a group in it.
struct Scope: Sendable {
    let parent: Int?
    /// The whole prefix; empty for the gate and for a group that has none.
    let prefix: String
    /// Whether the prefix is this group's own, so that nothing outside of the group may lie below it.
    let claimsPrefix: Bool
    let location: SourceLocation?
    var middleware: [NamedMiddleware] = []
}
