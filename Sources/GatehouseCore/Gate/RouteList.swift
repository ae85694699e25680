internal import HTTPTypes

/// What was written down of a gate, in the order in which it was written. Nothing is checked before it is complete.
struct RouteList: Sendable {
    var scopes = [Scope(parent: nil, prefix: "", claimsPrefix: false, location: nil)]
    var definitions: [RouteDefinition] = []
    var parameterTypes = ParameterType.builtIn
    var problems: [String] = []

    /// Adds a route whose handler gets the evidence of its rule.
    mutating func add<Evidence: Sendable>(
        _ method: HTTPRequest.Method, _ path: String, as name: RouteName?, in scope: Int,
        allow access: Access<Evidence>,
        at location: SourceLocation,
        _ handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) {
        add(method, path, as: name, in: scope, allow: access, at: location) { middleware in
            guard !middleware.isEmpty else {
                return { request in
                    let evidence = try await access.proven(for: request)
                    return try Self.response(try await handler(request, evidence), to: request)
                }
            }
            return { request in
                let evidence = try await access.proven(for: request)
                // Middleware runs behind the rule: it never sees a denied request, and cannot let it pass.
                return try await Next(middleware[...], request) { request in
                    try Self.response(try await handler(request, evidence), to: request)
                }()
            }
        }
    }

    /// Adds a route whose rule has no evidence. A request saves an asynchronous call this way.
    mutating func add(
        _ method: HTTPRequest.Method, _ path: String, as name: RouteName?, in scope: Int, allow access: Access<Void>,
        at location: SourceLocation,
        withoutEvidence handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {
        add(method, path, as: name, in: scope, allow: access, at: location) { middleware in
            guard !middleware.isEmpty else {
                return { request in
                    try await access.proven(for: request)
                    return try Self.response(try await handler(request), to: request)
                }
            }
            return { request in
                try await access.proven(for: request)
                return try await Next(middleware[...], request) { request in
                    try Self.response(try await handler(request), to: request)
                }()
            }
        }
    }

    /// The response for what a handler returned. `nil` is the 404 of a path that does not exist.
    private static func response(_ value: (any ResponseConvertible)?, to request: Request) throws -> Response {
        guard let value else { throw Denial.hidden }
        return try value.response(to: request)
    }

    /// The one place where a route is created. `respond` asks the rule first; only the two methods above call this.
    private mutating func add<Evidence: Sendable>(
        _ method: HTTPRequest.Method,
        _ path: String,
        as name: RouteName?,
        in scope: Int,
        allow access: Access<Evidence>,
        at location: SourceLocation,
        respond: @escaping @Sendable ([NamedMiddleware]) -> @Sendable (Request) async throws -> Response
    ) {
        definitions.append(
            RouteDefinition(
                method: method,
                path: Self.joined(scopes[scope].prefix, path),
                name: name,
                rule: access.name,
                isPublic: access.isEveryone,
                problems: access.problems,
                location: location,
                scope: scope,
                check: { request in _ = try await access.proven(for: request) },
                respond: respond
            )
        )
    }

    /// Opens a group.
    ///
    /// - Returns: its index.
    mutating func addScope(_ prefix: String?, in parent: Int, at location: SourceLocation) -> Int {
        let whole = prefix.map { Self.joined(scopes[parent].prefix, $0) } ?? scopes[parent].prefix
        scopes.append(
            Scope(
                parent: parent,
                prefix: whole.hasSuffix("/") ? String(whole.dropLast()) : whole,
                claimsPrefix: prefix != nil,
                location: location
            )
        )
        return scopes.count - 1
    }

    /// The path of a route in a group. The group's own path is "/" or "", without a "/" at the end.
    private static func joined(_ prefix: String, _ path: String) -> String {
        if prefix.isEmpty { return path }
        if path.isEmpty || path == "/" { return prefix }
        return path.utf8.first == UInt8(ascii: "/") ? prefix + path : prefix + "/" + path
    }

    /// Whether a scope is another one, or lies in it.
    func isInside(_ scope: Int, _ other: Int) -> Bool {
        var scope: Int? = scope
        while let current = scope {
            if current == other { return true }
            scope = scopes[current].parent
        }
        return false
    }

    /// The middleware around a handler of a scope: the gate's outermost, and in the order in which it was written.
    func middleware(of scope: Int) -> [NamedMiddleware] {
        (scopes[scope].parent.map(middleware(of:)) ?? []) + scopes[scope].middleware
    }
}
