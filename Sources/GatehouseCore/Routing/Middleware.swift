/// What runs around the handlers of a gate or a group: ``Gate/middleware(_:_:)``.
public typealias Middleware = @Sendable (Request, Next) async throws -> Response

/// A middleware and what it is called.
struct NamedMiddleware: Sendable {
    let name: String
    let body: Middleware
}

/// The rest of the way to the handler, for a middleware: the next middleware, or the handler itself.
///
/// The access rule has been asked already. A middleware can respond in place of the handler, change the response, or
/// change the request. It never runs for a request that was denied.
public struct Next: Sendable {
    private let rest: ArraySlice<NamedMiddleware>
    private let request: Request
    private let handler: @Sendable (Request) async throws -> Response

    init(
        _ rest: ArraySlice<NamedMiddleware>,
        _ request: Request,
        _ handler: @escaping @Sendable (Request) async throws -> Response
    ) {
        self.rest = rest
        self.request = request
        self.handler = handler
    }

    /// Continues with the request as it is: `try await next()`.
    ///
    /// - Throws: what the handler or an inner middleware throws.
    public func callAsFunction() async throws -> Response {
        try await self(request)
    }

    /// Continues with a changed request: `try await next(changed)`.
    ///
    /// The rule has been asked about the request as it came. The handler's evidence does not change with the request.
    ///
    /// - Parameter request: a copy of the middleware's request.
    /// - Throws: what the handler or an inner middleware throws.
    public func callAsFunction(_ request: Request) async throws -> Response {
        guard let first = rest.first else { return try await handler(request) }
        return try await first.body(request, Next(rest.dropFirst(), request, handler))
    }
}
