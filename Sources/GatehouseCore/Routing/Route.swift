internal import HTTPTypes

/// One entry of a gate's table: method and path, the rule that opens it, and what answers.
final class Route: Sendable {
    let method: HTTPRequest.Method
    let pattern: PathPattern
    let name: RouteName?
    /// The name of the access rule.
    let rule: String
    /// Whether the rule lets everybody pass.
    let isPublic: Bool
    let location: SourceLocation
    /// Asks the rule alone. Throws a ``Denial``, or whatever the rule throws.
    let check: @Sendable (Request) async throws -> Void
    /// Asks the rule and, only with its evidence, the middleware and the handler.
    let respond: @Sendable (Request) async throws -> Response

    init(
        method: HTTPRequest.Method,
        pattern: PathPattern,
        name: RouteName?,
        rule: String,
        isPublic: Bool,
        location: SourceLocation,
        check: @escaping @Sendable (Request) async throws -> Void,
        respond: @escaping @Sendable (Request) async throws -> Response
    ) {
        self.method = method
        self.pattern = pattern
        self.name = name
        self.rule = rule
        self.isPublic = isPublic
        self.location = location
        self.check = check
        self.respond = respond
    }
}

/// A route as it was written down. What it becomes depends on the whole gate: on its parameter types, and on middleware
/// that may be written after it.
struct RouteDefinition: Sendable {
    let method: HTTPRequest.Method
    /// The whole path, with the prefixes of the groups around it.
    let path: String
    let name: RouteName?
    let rule: String
    let isPublic: Bool
    let mistakes: [String]
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

/// Where in the source something was written.
struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    let fileID: String
    let line: UInt

    var description: String { "\(fileID):\(line)" }
}
