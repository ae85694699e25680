/// What runs around the handlers of a gate or a group: ``Gate/middleware(_:_:)``.
public typealias Middleware = @Sendable (Request, Next) async throws -> Response

/// A middleware and what it is called.
struct NamedMiddleware: Sendable {
    let name: String
    let body: Middleware
}

/// The way on from a middleware: to the next one, and at the end to the handler.
///
/// The access rule lies behind already. A middleware can answer in the place of the handler, or change its answer; it
/// never runs for a request that was denied.
public struct Next: Sendable {
    private let rest: ArraySlice<NamedMiddleware>
    private let request: Request
    private let handler: @Sendable () async throws -> Response

    init(
        _ rest: ArraySlice<NamedMiddleware>,
        _ request: Request,
        _ handler: @escaping @Sendable () async throws -> Response
    ) {
        self.rest = rest
        self.request = request
        self.handler = handler
    }

    /// Goes on: `try await next()`.
    ///
    /// - Throws: what the middleware further in or the handler throws.
    public func callAsFunction() async throws -> Response {
        guard let first = rest.first else { return try await handler() }
        return try await first.body(request, Next(rest.dropFirst(), request, handler))
    }
}
