public import HTTPTypes

/// Overloads with `allow:`, for a clear compiler error: a route of a group already has the group's rule.
@available(*, unavailable, message: "a route of a group has the group's rule; to require more, use narrowedBy:")
@_documentation(visibility: internal)
extension RouteGroup {
    /// Not available.
    @_disfavoredOverload public mutating func on<Other: Sendable>(
        _: HTTPRequest.Method, _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {}

    /// Not available.
    @_disfavoredOverload public mutating func on<Other: Sendable>(
        _: HTTPRequest.Method, _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request, Other) async throws -> (any ResponseConvertible)?
    ) {}

    /// Not available.
    @_disfavoredOverload public mutating func get<Other: Sendable>(
        _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {}

    /// Not available.
    @_disfavoredOverload public mutating func get<Other: Sendable>(
        _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request, Other) async throws -> (any ResponseConvertible)?
    ) {}

    /// Not available.
    @_disfavoredOverload public mutating func post<Other: Sendable>(
        _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {}

    /// Not available.
    @_disfavoredOverload public mutating func post<Other: Sendable>(
        _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request, Other) async throws -> (any ResponseConvertible)?
    ) {}

    /// Not available.
    @_disfavoredOverload public mutating func put<Other: Sendable>(
        _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {}

    /// Not available.
    @_disfavoredOverload public mutating func put<Other: Sendable>(
        _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request, Other) async throws -> (any ResponseConvertible)?
    ) {}

    /// Not available.
    @_disfavoredOverload public mutating func patch<Other: Sendable>(
        _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {}

    /// Not available.
    @_disfavoredOverload public mutating func patch<Other: Sendable>(
        _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request, Other) async throws -> (any ResponseConvertible)?
    ) {}

    /// Not available.
    @_disfavoredOverload public mutating func delete<Other: Sendable>(
        _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {}

    /// Not available.
    @_disfavoredOverload public mutating func delete<Other: Sendable>(
        _: String, as: RouteName? = nil, allow: Access<Other>,
        handler: @escaping @Sendable (Request, Other) async throws -> (any ResponseConvertible)?
    ) {}
}
