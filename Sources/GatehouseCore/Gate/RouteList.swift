internal import HTTPTypes

/// The declarations of a gate, in their order. They are checked when the gate is complete.
struct RouteList: Sendable {
    var scopes = [Scope(parent: nil, prefix: "", claimsPrefix: false, location: nil)]
    var definitions: [RouteDefinition] = []
    var parameterTypes = ParameterType.builtIn
    var problems: [String] = []

    /// Adds a route whose handler gets evidence.
    mutating func add<Evidence: Sendable>(
        _ method: HTTPRequest.Method, _ path: String, as name: RouteName?, in scope: Int,
        allow access: Access<Evidence>,
        at location: SourceLocation,
        isOfSubtree: Bool = false,
        _ handler: @escaping @Sendable (Request, Evidence) async throws -> (any ResponseConvertible)?
    ) {
        add(method, path, as: name, in: scope, allow: access, at: location, isOfSubtree: isOfSubtree) { middleware in
            guard !middleware.isEmpty else {
                return { request in
                    let evidence = try await access.proven(for: request)
                    return try await handler(request, evidence)
                }
            }
            return { request in
                let evidence = try await access.proven(for: request)
                // Middleware runs after the rule: it never sees a denied request, and cannot allow it.
                return try await Next(middleware[...], request) { request in
                    try Response(try await handler(request, evidence), to: request)
                }()
            }
        }
    }

    /// Adds a route whose rule has no evidence. The separate closure saves each request an asynchronous call.
    mutating func add(
        _ method: HTTPRequest.Method, _ path: String, as name: RouteName?, in scope: Int, allow access: Access<Void>,
        at location: SourceLocation,
        withoutEvidence handler: @escaping @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {
        add(method, path, as: name, in: scope, allow: access, at: location) { middleware in
            guard !middleware.isEmpty else {
                // The rule has nothing to evaluate.
                if access.isAlwaysProven { return handler }
                return { request in
                    try await access.proven(for: request)
                    return try await handler(request)
                }
            }
            return { request in
                try await access.proven(for: request)
                return try await Next(middleware[...], request) { request in
                    try Response(try await handler(request), to: request)
                }()
            }
        }
    }

    /// Creates a route definition; the only place that does. `respond` evaluates the rule first; only the two methods
    /// above call this.
    private mutating func add<Evidence: Sendable>(
        _ method: HTTPRequest.Method,
        _ path: String,
        as name: RouteName?,
        in scope: Int,
        allow access: Access<Evidence>,
        at location: SourceLocation,
        isOfSubtree: Bool = false,
        respond:
            @escaping @Sendable ([NamedMiddleware]) -> @Sendable (Request) async throws -> (any ResponseConvertible)?
    ) {
        definitions.append(
            RouteDefinition(
                method: method,
                path: Self.joined(scopes[scope].prefix, path),
                name: name,
                rule: access.name,
                evidence: Evidence.self,
                isPublic: access.isEveryone,
                isIsolated: !access.isEveryone && !access.allowsCrossSiteReads,
                crossOrigin: access.crossOrigin,
                isOfSubtree: isOfSubtree,
                problems: access.problems,
                location: location,
                scope: scope,
                check: { request in _ = try await access.proven(for: request) },
                respond: respond
            )
        )
    }

    /// Adds a group.
    ///
    /// - Returns: the index of the group.
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

    /// The path of a route in a group. "/" and "" are the path of the group itself, without a "/" at the end.
    private static func joined(_ prefix: String, _ path: String) -> String {
        if prefix.isEmpty { return path }
        if path.isEmpty || path == "/" { return prefix }
        return path.utf8.first == UInt8(ascii: "/") ? prefix + path : prefix + "/" + path
    }

    /// Whether a scope is another scope, or nested in it.
    func isInside(_ scope: Int, _ other: Int) -> Bool {
        var scope: Int? = scope
        while let current = scope {
            if current == other { return true }
            scope = scopes[current].parent
        }
        return false
    }

    /// The middleware around a handler of a scope, from the outermost to the innermost.
    func middleware(of scope: Int) -> [NamedMiddleware] {
        (scopes[scope].parent.map(middleware(of:)) ?? []) + scopes[scope].middleware
    }
}
