internal import HTTPTypes

extension Gate {
    /// Adds one handler for a path and all paths below it, for a program with a router of its own.
    ///
    /// ```swift
    /// gate.subtree("/api", allow: member) { request, member in
    ///     try await router.respond(to: request, by: member)
    /// }
    /// ```
    ///
    /// The gate decides before the handler sees anything: a malformed target, another host, plain HTTP, a request from
    /// another site and a denied request get the same responses as for any route. The handler decides which paths exist.
    ///
    /// A subtree differs from other routes:
    ///
    /// - The methods are GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS. Other methods get 405 if the rule allows the
    ///   request.
    /// - The handler gets OPTIONS, except preflight requests if the rule shares the routes with other origins.
    /// - Paths with and without a "/" at the end are not redirected to each other.
    /// - A path with an empty segment or an encoded "/" gets 404.
    /// - A web server that asks in the authorizer role is refused, because the handler does not run.
    /// - No other route can be below the path. It is a configuration error.
    ///
    /// - Parameters:
    ///   - prefix: the path, such as `/api`. It can contain parameters. `/` is the whole gate.
    ///   - access: the rule for all requests.
    ///   - fileID: the source file, for the table of routes. Omit it.
    ///   - line: the source line. Omit it.
    ///   - handler: responds to each request that the rule allows. ``Request/target`` has the whole path below the mount of
    ///     the gate, with the prefix.
    public mutating func subtree<Evidence: Sendable>(
        _ prefix: String, allow access: Access<Evidence>,
        fileID: String = #fileID, line: UInt = #line,
        handler: @escaping @Sendable (Request, Evidence) async throws -> Response
    ) {
        let location = SourceLocation(fileID: fileID, line: line)
        let scope = list.addScope(prefix, in: 0, at: location)
        for path in ["/", "/{rest...}"] {
            for method in Self.methodsOfSubtree {
                list.add(method, path, as: nil, in: scope, allow: access, at: location, isOfSubtree: true) {
                    try await handler($0, $1)
                }
            }
        }
    }

    /// GET includes HEAD. Web servers do not pass TRACE and CONNECT on.
    private static let methodsOfSubtree: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options]
}
