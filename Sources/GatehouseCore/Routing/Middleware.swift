/// A function around the handlers of a gate or a group: ``Gate/middleware(_:_:)``.
public typealias Middleware = @Sendable (Request, Next) async throws -> Response

/// A middleware and its name.
struct NamedMiddleware: Sendable {
    let name: String
    let body: Middleware
}

/// The next step for a middleware: the next middleware, or the handler.
///
/// The access rule has already let the request pass; middleware never runs for a denied request. It can respond in
/// place of the handler, change the response, or change the request.
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

    /// Continues with the request: `try await next()`.
    ///
    /// - Throws: what the handler or an inner middleware throws.
    public func callAsFunction() async throws -> Response {
        try await self(request)
    }

    /// Continues with a changed request: `try await next(changed)`.
    ///
    /// The rule was evaluated for the original request, and the handler gets the evidence for that request.
    ///
    /// - Parameter request: a copy of the middleware's request with another body or logger, or with other header fields:
    ///   ``Request/setHeader(_:to:)``.
    /// - Throws: what the handler or an inner middleware throws.
    public func callAsFunction(_ request: Request) async throws -> Response {
        guard let first = rest.first else { return try await handler(request) }
        return try await first.body(request, Next(rest.dropFirst(), request, handler))
    }
}
