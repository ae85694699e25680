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
