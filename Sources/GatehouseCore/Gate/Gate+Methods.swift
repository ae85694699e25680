public import HTTPTypes

/// The route methods. Each has an overload for a handler that gets evidence, and one for rules without evidence, such
/// as ``Access/everyone``.
///
/// A handler returns any ``ResponseConvertible`` value; its branches can return different types. `nil` is the 404 of a
/// path that does not exist; `.noContent` is a 204. An error of the handler becomes a response too: see ``HTTPError``.
extension Gate {
    /// Adds a route for any method, such as PROPFIND.
    ///
    /// Methods are case-sensitive (RFC 9110, section 9.1). HEAD, OPTIONS, TRACE and CONNECT cannot be routed: the gate
    /// derives the first two from the other routes, and web servers do not pass on the others. A gate with such a route
    /// does not open.
    ///
    /// ```swift
    /// gate.on(.get, "/notes/{id:int}", as: .note, allow: owner) { request, note in NotePage(note) }
    /// ```
    ///
    /// - Parameters:
    ///   - method: an HTTP method.
    ///   - path: see ``Gate`` for what a path may contain.
    ///   - name: a name for links to the route: ``Request/url(for:_:query:)-(_,[String:String],_)``.
    ///   - access: the rule for the route. The handler gets its evidence.
    ///   - handler: returns the response.
    public mutating func on<Evidence: Sendable>(
        _ method: HTTPRequest.Method, _ path: String, as name: RouteName? = nil, allow access: Access<Evidence>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) {
        let location = SourceLocation(fileID: fileID, line: line)
        list.add(method, path, as: name, in: 0, allow: access, at: location, handler)
    }

    /// Adds a route for any method, with a rule that has no evidence.
    public mutating func on(
        _ method: HTTPRequest.Method, _ path: String, as name: RouteName? = nil, allow access: Access<Void>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {
        let location = SourceLocation(fileID: fileID, line: line)
        list.add(method, path, as: name, in: 0, allow: access, at: location, withoutEvidence: handler)
    }

    /// Adds a route for GET and HEAD. See `on(_:_:as:allow:)`.
    public mutating func get<Evidence: Sendable>(
        _ path: String, as name: RouteName? = nil, allow access: Access<Evidence>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) { on(.get, path, as: name, allow: access, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for GET and HEAD, with a rule that has no evidence. See `on(_:_:as:allow:)`.
    public mutating func get(
        _ path: String, as name: RouteName? = nil, allow access: Access<Void>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) { on(.get, path, as: name, allow: access, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for POST. See `on(_:_:as:allow:)`.
    public mutating func post<Evidence: Sendable>(
        _ path: String, as name: RouteName? = nil, allow access: Access<Evidence>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) { on(.post, path, as: name, allow: access, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for POST, with a rule that has no evidence. See `on(_:_:as:allow:)`.
    public mutating func post(
        _ path: String, as name: RouteName? = nil, allow access: Access<Void>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) { on(.post, path, as: name, allow: access, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for PUT. See `on(_:_:as:allow:)`.
    public mutating func put<Evidence: Sendable>(
        _ path: String, as name: RouteName? = nil, allow access: Access<Evidence>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) { on(.put, path, as: name, allow: access, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for PUT, with a rule that has no evidence. See `on(_:_:as:allow:)`.
    public mutating func put(
        _ path: String, as name: RouteName? = nil, allow access: Access<Void>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) { on(.put, path, as: name, allow: access, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for PATCH. See `on(_:_:as:allow:)`.
    public mutating func patch<Evidence: Sendable>(
        _ path: String, as name: RouteName? = nil, allow access: Access<Evidence>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) { on(.patch, path, as: name, allow: access, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for PATCH, with a rule that has no evidence. See `on(_:_:as:allow:)`.
    public mutating func patch(
        _ path: String, as name: RouteName? = nil, allow access: Access<Void>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) { on(.patch, path, as: name, allow: access, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for DELETE. See `on(_:_:as:allow:)`.
    public mutating func delete<Evidence: Sendable>(
        _ path: String, as name: RouteName? = nil, allow access: Access<Evidence>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) { on(.delete, path, as: name, allow: access, fileID: fileID, line: line, handler: handler) }

    /// Adds a route for DELETE, with a rule that has no evidence. See `on(_:_:as:allow:)`.
    public mutating func delete(
        _ path: String, as name: RouteName? = nil, allow access: Access<Void>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) { on(.delete, path, as: name, allow: access, fileID: fileID, line: line, handler: handler) }
}
