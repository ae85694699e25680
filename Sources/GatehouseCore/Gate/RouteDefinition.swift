internal import HTTPTypes

/// A route as declared. The final route depends on the whole gate: on its parameter types, and on middleware that can
/// be added later.
struct RouteDefinition: Sendable {
    let method: HTTPRequest.Method
    /// The whole path, with the prefixes of its groups.
    let path: String
    let name: RouteName?
    let rule: String
    let evidence: any Any.Type
    let isPublic: Bool
    let isIsolated: Bool
    let crossOrigin: CrossOriginPolicy?
    /// Whether the route belongs to a subtree, whose handler has a router of its own.
    var isOfSubtree = false
    let problems: [String]
    let location: SourceLocation
    /// The index of the innermost group; 0 is the gate.
    let scope: Int
    let check: @Sendable (Request) async throws -> Void
    let respond: @Sendable ([NamedMiddleware]) -> @Sendable (Request) async throws -> (any ResponseConvertible)?
}

/// A gate or a group.
struct Scope: Sendable {
    let parent: Int?
    /// The whole prefix; empty for a gate and for a group without one.
    let prefix: String
    /// Whether the group declares a prefix, so that no route outside the group can be below it.
    let claimsPrefix: Bool
    let location: SourceLocation?
    var middleware: [NamedMiddleware] = []
}
