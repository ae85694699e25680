public import HTTPTypes

/// The route methods of a group. The group's rule is asked first; the handler gets its evidence.
///
/// Handlers return what those of a gate return: see ``Gate``.
extension RouteGroup {
    /// Adds a route for any method. See ``Gate/on(_:_:as:allow:fileID:line:handler:)``.
    ///
    /// - Parameters:
    ///   - method: an HTTP method.
    ///   - path: is appended to the group's prefix; "/" is the path of the group itself.
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

    /// Adds a route for any method that asks for more than the group does. The handler gets the evidence of the narrower
    /// rule. A handler that needs the group's evidence too gets it from there: the narrower rule can return both.
    ///
    /// - Parameters:
    ///   - method: an HTTP method.
    ///   - path: is appended to the group's prefix; "/" is the path of the group itself.
    ///   - name: a name for links to the route.
    ///   - narrowing: continues from the evidence of the group's rule.
    ///   - handler: returns the response.
    public mutating func on<Narrower: Sendable>(
        _ method: HTTPRequest.Method, _ path: String, as name: RouteName? = nil,
        narrowedBy narrowing: Narrowing<Evidence, Narrower>, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Narrower) async throws -> (any ResponseConvertible)?
    ) {
        let location = SourceLocation(fileID: fileID, line: line)
        list.add(method, path, as: name, in: scope, allow: access.narrowed(by: narrowing), at: location, handler)
    }

    /// Adds a route for GET and HEAD.
    public mutating func get(
        _ path: String, as name: RouteName? = nil, fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) { on(.get, path, as: name, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for GET and HEAD that asks for more than the group does.
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

    /// Adds a route for POST that asks for more than the group does.
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

    /// Adds a route for PUT that asks for more than the group does.
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

    /// Adds a route for PATCH that asks for more than the group does.
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

    /// Adds a route for DELETE that asks for more than the group does.
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
