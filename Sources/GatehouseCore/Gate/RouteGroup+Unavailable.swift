/// What a newcomer writes in a group and must not: a rule of its own would stand beside the group's. Written out so that
/// the compiler says what to write instead.
extension RouteGroup {
    /// Not available: a route of a group has the group's rule, also for GET.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(*, unavailable, message: "a route of a group has the group's rule; to ask for more, write narrowedBy:")
    public mutating func get<Other: Sendable, Answer>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Other>,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {}

    /// Not available: a route of a group has the group's rule, also for GET.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(*, unavailable, message: "a route of a group has the group's rule; to ask for more, write narrowedBy:")
    public mutating func get<Other: Sendable, Answer>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Other>,
        handler: @escaping @Sendable (Request, Other) async throws -> Answer
    ) {}

    /// Not available: a route of a group has the group's rule, also for POST.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(*, unavailable, message: "a route of a group has the group's rule; to ask for more, write narrowedBy:")
    public mutating func post<Other: Sendable, Answer>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Other>,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {}

    /// Not available: a route of a group has the group's rule, also for POST.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(*, unavailable, message: "a route of a group has the group's rule; to ask for more, write narrowedBy:")
    public mutating func post<Other: Sendable, Answer>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Other>,
        handler: @escaping @Sendable (Request, Other) async throws -> Answer
    ) {}

    /// Not available: a route of a group has the group's rule, also for PUT.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(*, unavailable, message: "a route of a group has the group's rule; to ask for more, write narrowedBy:")
    public mutating func put<Other: Sendable, Answer>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Other>,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {}

    /// Not available: a route of a group has the group's rule, also for PUT.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(*, unavailable, message: "a route of a group has the group's rule; to ask for more, write narrowedBy:")
    public mutating func put<Other: Sendable, Answer>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Other>,
        handler: @escaping @Sendable (Request, Other) async throws -> Answer
    ) {}

    /// Not available: a route of a group has the group's rule, also for PATCH.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(*, unavailable, message: "a route of a group has the group's rule; to ask for more, write narrowedBy:")
    public mutating func patch<Other: Sendable, Answer>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Other>,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {}

    /// Not available: a route of a group has the group's rule, also for PATCH.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(*, unavailable, message: "a route of a group has the group's rule; to ask for more, write narrowedBy:")
    public mutating func patch<Other: Sendable, Answer>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Other>,
        handler: @escaping @Sendable (Request, Other) async throws -> Answer
    ) {}

    /// Not available: a route of a group has the group's rule, also for DELETE.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(*, unavailable, message: "a route of a group has the group's rule; to ask for more, write narrowedBy:")
    public mutating func delete<Other: Sendable, Answer>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Other>,
        handler: @escaping @Sendable (Request) async throws -> Answer
    ) {}

    /// Not available: a route of a group has the group's rule, also for DELETE.
    @_disfavoredOverload
    @_documentation(visibility: internal)
    @available(*, unavailable, message: "a route of a group has the group's rule; to ask for more, write narrowedBy:")
    public mutating func delete<Other: Sendable, Answer>(
        _ path: String,
        as name: RouteName? = nil,
        allow access: Access<Other>,
        handler: @escaping @Sendable (Request, Other) async throws -> Answer
    ) {}
}
