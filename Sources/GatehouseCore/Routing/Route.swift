internal import GatewayInterface
internal import HTTPTypes

/// A route of a gate: method, path, access rule and handler.
final class Route: Sendable {
    let method: HTTPRequest.Method
    let pattern: PathPattern
    let name: RouteName?
    /// The name of the access rule.
    let rule: String
    /// The type of the evidence that the handler gets.
    let evidence: any Any.Type
    /// Whether the rule is ``Access/everyone``.
    let isPublic: Bool
    /// Whether pages of other sites must not read the response.
    let isIsolated: Bool
    /// The origins whose scripts may call the route.
    let crossOrigin: CrossOriginPolicy?
    /// Whether the route belongs to a subtree: it serves both forms of a path, and the handler has a router of its own.
    let isOfSubtree: Bool
    let location: SourceLocation
    /// The name of the route for a ``RequestMonitor``: `GET /notes/{id}`.
    let label: RouteLabel
    /// Evaluates only the rule. Throws a ``Denial``, or what the rule throws.
    let check: @Sendable (Request) async throws -> Void
    /// Evaluates the rule and, if it returns evidence, runs the middleware and the handler. The caller creates the response:
    /// ``Response/init(_:to:)``. If this did, each request would need another asynchronous call.
    let respond: @Sendable (Request) async throws -> (any ResponseConvertible)?

    init(
        method: HTTPRequest.Method,
        pattern: PathPattern,
        name: RouteName?,
        rule: String,
        evidence: any Any.Type,
        isPublic: Bool,
        isIsolated: Bool,
        crossOrigin: CrossOriginPolicy? = nil,
        isOfSubtree: Bool = false,
        location: SourceLocation,
        check: @escaping @Sendable (Request) async throws -> Void,
        respond: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {
        self.method = method
        self.pattern = pattern
        self.name = name
        self.rule = rule
        self.evidence = evidence
        self.isPublic = isPublic
        self.isIsolated = isIsolated
        self.crossOrigin = crossOrigin
        self.isOfSubtree = isOfSubtree
        self.location = location
        label = RouteLabel("\(method.rawValue) \(pattern.text)")
        self.check = check
        self.respond = respond
    }

    /// The methods that the route serves, as in an `Allow` field.
    var allowedMethods: String { method == .get ? "GET, HEAD" : method.rawValue }
}

extension Response {
    /// Creates the response for a handler's value. `nil` is the 404 of a path that does not exist.
    init(_ value: (any ResponseConvertible)?, to request: Request) throws {
        guard let value else { throw Denial.hidden }
        self = try value.response(to: request)
    }
}
