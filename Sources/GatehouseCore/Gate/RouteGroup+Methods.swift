public import HTTPTypes

/// The route methods of a group. The group's rule runs first, and the handler gets its evidence.
///
/// Handlers return the same types as those of a ``Gate``.
extension RouteGroup {
    /// Adds a route for any method. See `Gate.on(_:_:as:allow:)`.
    ///
    /// - Parameters:
    ///   - method: an HTTP method.
    ///   - path: appended to the group's prefix; "/" is the path of the group itself.
    ///   - name: a name for links to the route.
    ///   - handler: returns the response.
    public mutating func on(
        _ method: HTTPRequest.Method, _ path: String, as name: RouteName? = nil,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) {
        let location = SourceLocation(fileID: fileID, line: line)
        list.add(method, path, as: name, in: scope, allow: access, at: location, handler)
    }

    /// Adds a route for any method with a narrower rule than the group's. The handler gets the evidence of the narrower
    /// rule, which can return the group's evidence as a part of its own.
    ///
    /// - Parameters:
    ///   - method: an HTTP method.
    ///   - path: appended to the group's prefix; "/" is the path of the group itself.
    ///   - name: a name for links to the route.
    ///   - narrowing: continues from the evidence of the group's rule.
    ///   - handler: returns the response.
    public mutating func on<Narrower: Sendable>(
        _ method: HTTPRequest.Method, _ path: String, as name: RouteName? = nil,
        narrowedBy narrowing: Narrowing<Evidence, Narrower>, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> (any ResponseConvertible)?
    ) {
        let location = SourceLocation(fileID: fileID, line: line)
        list.add(method, path, as: name, in: scope, allow: access.ofGroup(narrowedBy: narrowing), at: location, handler)
    }

    /// Adds a route for GET and HEAD.
    public mutating func get(
        _ path: String, as name: RouteName? = nil, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) { on(.get, path, as: name, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for GET and HEAD with a narrower rule.
    public mutating func get<Narrower: Sendable>(
        _ path: String, as name: RouteName? = nil, narrowedBy narrowing: Narrowing<Evidence, Narrower>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> (any ResponseConvertible)?
    ) { on(.get, path, as: name, narrowedBy: narrowing, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for POST.
    public mutating func post(
        _ path: String, as name: RouteName? = nil, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) { on(.post, path, as: name, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for POST with a narrower rule.
    public mutating func post<Narrower: Sendable>(
        _ path: String, as name: RouteName? = nil, narrowedBy narrowing: Narrowing<Evidence, Narrower>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> (any ResponseConvertible)?
    ) { on(.post, path, as: name, narrowedBy: narrowing, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for PUT.
    public mutating func put(
        _ path: String, as name: RouteName? = nil, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) { on(.put, path, as: name, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for PUT with a narrower rule.
    public mutating func put<Narrower: Sendable>(
        _ path: String, as name: RouteName? = nil, narrowedBy narrowing: Narrowing<Evidence, Narrower>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> (any ResponseConvertible)?
    ) { on(.put, path, as: name, narrowedBy: narrowing, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for PATCH.
    public mutating func patch(
        _ path: String, as name: RouteName? = nil, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) { on(.patch, path, as: name, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for PATCH with a narrower rule.
    public mutating func patch<Narrower: Sendable>(
        _ path: String, as name: RouteName? = nil, narrowedBy narrowing: Narrowing<Evidence, Narrower>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> (any ResponseConvertible)?
    ) { on(.patch, path, as: name, narrowedBy: narrowing, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for DELETE.
    public mutating func delete(
        _ path: String, as name: RouteName? = nil, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) { on(.delete, path, as: name, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for DELETE with a narrower rule.
    public mutating func delete<Narrower: Sendable>(
        _ path: String, as name: RouteName? = nil, narrowedBy narrowing: Narrowing<Evidence, Narrower>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> (any ResponseConvertible)?
    ) { on(.delete, path, as: name, narrowedBy: narrowing, fileID: fileID, line: line, handler: handler) }
}

/// The route methods of a group whose rule has no evidence.
extension RouteGroup where Evidence == Void {
    /// Adds a route for any method.
    public mutating func on(
        _ method: HTTPRequest.Method, _ path: String, as name: RouteName? = nil,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {
        let location = SourceLocation(fileID: fileID, line: line)
        list.add(method, path, as: name, in: scope, allow: access, at: location, withoutEvidence: handler)
    }

    /// Adds a route for GET and HEAD.
    public mutating func get(
        _ path: String, as name: RouteName? = nil, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) { on(.get, path, as: name, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for POST.
    public mutating func post(
        _ path: String, as name: RouteName? = nil, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) { on(.post, path, as: name, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for PUT.
    public mutating func put(
        _ path: String, as name: RouteName? = nil, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) { on(.put, path, as: name, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for PATCH.
    public mutating func patch(
        _ path: String, as name: RouteName? = nil, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) { on(.patch, path, as: name, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for DELETE.
    public mutating func delete(
        _ path: String, as name: RouteName? = nil, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) { on(.delete, path, as: name, fileID: fileID, line: line, handler: handler) }
}
