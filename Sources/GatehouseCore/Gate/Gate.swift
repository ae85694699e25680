internal import GatewayInterface

/// The routes of a program, with their access rules and handlers. A new gate has no routes.
///
/// ```swift
/// var gate = Gate()
/// gate.get("/", allow: .everyone) { _ in "Hello\n" }
/// gate.get("/notes/{id:int}", allow: owner) { request, note in note.text }
/// gate.group("/admin", allow: admin) { admin in
///     admin.get("audit") { request, admin in … }
/// }
/// await gate.serve()
/// ```
///
/// Each route needs an access rule, and the evidence of the rule is passed to the handler. A request without a matching
/// route gets 404.
///
/// The segments of a path are compared after percent-decoding, byte by byte, without Unicode normalization:
///
/// | segment | matches |
/// |---|---|
/// | `notes` | this text |
/// | `{name}` | any one segment; the handler reads it as `request.path["name"]` |
/// | `{id:int}` | a 64-bit integer in canonical form |
/// | `{id:uuid}` | a UUID (RFC 9562) |
/// | `{key:slashes}` | any one segment, which can contain percent-encoded slashes |
/// | `{slug:kind}` | a segment that ``parameterType(_:example:fileID:line:_:)`` accepts |
/// | `{rest...}` | one or more segments, at the end |
///
/// The canonical form of a path is the written one, with or without a "/" at its end. The other form is redirected to
/// it (308). GET implies HEAD. The gate itself responds to OPTIONS, and to methods that a path does not have, if a rule
/// of the path allows the request. Two routes that could match the same request are a configuration error. A gate with
/// configuration errors does not open.
public struct Gate: Sendable {
    /// The checks for every request, the header fields of every response, and the limits.
    public var configuration = GateConfiguration()

    var list = RouteList()
    var page: (@Sendable (Failure, Request) throws -> Response)?
    var languages = Languages([])
    /// The path of the first health check.
    package var healthPath: String?
    /// What adds the status routes.
    package private(set) var statusRoutes: [@Sendable (inout Gate) -> Void] = []
    /// What the status routes show; `nil` without such routes.
    package private(set) var statusSource: StatusSource?
    /// The custom commands of the program, in the order of their calls.
    package internal(set) var commands: [Command] = []

    /// Creates a gate without routes.
    public init() {}

    /// Adds routes under a common rule.
    ///
    /// With a prefix, the rule applies to every path below it: a route there that is declared outside the group is a
    /// configuration error. Without a prefix, the group reserves no paths.
    ///
    /// - Parameters:
    ///   - prefix: for example `/admin`; can contain parameters. Defaults to none; then the routes have complete paths.
    ///   - access: the rule. The routes of the group can narrow it, but not widen it. Their handlers get its evidence.
    ///   - routes: adds the routes.
    public mutating func group<Evidence: Sendable>(
        _ prefix: String? = nil,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        _ routes: (inout RouteGroup<Evidence>) -> Void
    ) {
        list.group(prefix, in: 0, allow: access, at: SourceLocation(fileID: fileID, line: line), routes)
    }

    /// Adds middleware around all handlers of the gate, including those of routes that are declared before this call.
    ///
    /// The first middleware is the outermost; the middleware of a group runs inside that of the gate. Middleware runs
    /// after the rule has allowed the request, and never for a denied request.
    ///
    /// ```swift
    /// gate.middleware("no cache") { request, next in
    ///     var response = try await next()
    ///     response.headers[.cacheControl] = "no-store"
    ///     return response
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - name: a name for readers of the code.
    ///   - body: returns the response, usually based on that of `next()`.
    public mutating func middleware(_ name: String, _ body: @escaping Middleware) {
        list.scopes[0].middleware.append(NamedMiddleware(name: name, body: body))
    }

    /// Adds a type of path parameters: `{slug:kind}`.
    ///
    /// ```swift
    /// gate.parameterType("year", example: "2026") { $0.utf8.count == 4 && $0.utf8.allSatisfy((48...57).contains) }
    /// gate.get("/archive/{year:year}", allow: .everyone) { request in … }
    /// ```
    ///
    /// - Parameters:
    ///   - name: letters, digits and "_". A built-in name or a duplicate is a configuration error.
    ///   - example: a text that matches, for tests that request every route.
    ///   - matches: whether a decoded segment is valid. It is never called with an empty segment.
    public mutating func parameterType(
        _ name: String,
        example: String,
        fileID: String = #fileID,
        line: UInt = #line,
        _ matches: @escaping @Sendable (String) -> Bool
    ) {
        let type = ParameterType(name: name, example: example, matches: matches)
        let location = SourceLocation(fileID: fileID, line: line)
        if !PathPattern.isName(name.utf8) {
            list.problems.append("\(location): invalid parameter type name '\(name)'; use letters, digits and \"_\"")
        } else if list.parameterTypes.contains(where: { $0.name == name }) {
            list.problems.append("\(location): duplicate parameter type '\(name)'; use another name")
        } else if !type.matches(example) {
            list.problems.append(
                "\(location): the example '\(example)' does not match its parameter type '\(name)'; use one that does")
        }
        list.parameterTypes.append(type)
    }

    /// Sets the page for error responses (400 and above) that the gate itself creates.
    ///
    /// ```swift
    /// gate.errorPage { failure in HTML("<h1>\(failure.title)</h1><p>\(failure.message ?? "")</p>") }
    /// ```
    ///
    /// The page gets only the failure, not the request, so a hidden path looks like one that does not exist. If the
    /// type of the page has its own `response(to:)`, it gets an empty request for "/": with links to named routes, a
    /// nonce, the host and the client address, but without header fields, cookies, query and body.
    ///
    /// The status and the header fields of the failure override those of the page. If the page throws, the response is
    /// plain text. A client that prefers JSON (`Accept: application/json` without `text/html`), or that sent JSON, gets
    /// the failure as JSON instead.
    ///
    /// - Parameter make: returns the page.
    public mutating func errorPage<Page: ResponseConvertible>(
        _ make: @escaping @Sendable (Failure) throws -> Page
    ) {
        page = { failure, request in try make(failure).response(to: request) }
    }

    /// Sets the languages in which the library shows texts to people: error pages, forms, page navigation and sign-in.
    ///
    /// ```swift
    /// gate.languages([Texts("en"), german]) { request in request.cookie("language") }
    /// ```
    ///
    /// The language of a request is the one that `choose` returns. Otherwise it is the best one for `Accept-Language` (RFC
    /// 9110, section 12.5.4), and without a match the first one. With several languages, each response has `Vary:
    /// Accept-Language`. Without this call, all texts are in English.
    ///
    /// A malformed request has no language. Its response (400) is in English.
    ///
    /// - Parameters:
    ///   - texts: the texts of each language. A duplicate or an invalid tag is a configuration error.
    ///   - choose: returns a language tag, such as the value of a cookie. For `nil` or another tag, `Accept-Language` decides.
    ///     If the choice depends on a header field or a cookie, cached responses need a `Vary` for it.
    public mutating func languages(
        _ texts: [Texts],
        fileID: String = #fileID,
        line: UInt = #line,
        choose: (@Sendable (Request) -> String?)? = nil
    ) {
        let location = SourceLocation(fileID: fileID, line: line)
        if texts.isEmpty { list.problems.append("\(location): no language; pass the texts of at least one") }
        var tags: Set<String> = []
        for language in texts {
            if !language.hasValidTag {
                list.problems.append(
                    "\(location): invalid language tag '\(language.language)'; use letters, digits and \"-\", such as de-AT"
                )
            } else if !tags.insert(language.language.lowercasedASCII).inserted {
                list.problems.append("\(location): two languages have the tag '\(language.language)'; pass one of them")
            }
        }
        languages = Languages(texts, choose: choose)
    }

    /// Adds status routes.
    ///
    /// - Parameter add: adds the routes to a gate. They show the status of the source.
    package mutating func addStatus(_ add: @escaping @Sendable (inout Gate, StatusSource) -> Void) {
        let source = statusSource ?? StatusSource()
        statusSource = source
        add(&self, source)
        statusRoutes.append { add(&$0, source) }
    }

    /// This gate with its status routes and no others.
    package var withStatusRoutesOnly: Gate {
        var gate = self
        gate.list = RouteList()
        gate.list.scopes[0].middleware = list.scopes[0].middleware
        gate.list.parameterTypes = list.parameterTypes
        for add in statusRoutes { add(&gate) }
        return gate
    }

    /// All routes with their rules, in the order of their declaration.
    ///
    /// - Throws: ``GateError`` if the gate has configuration errors.
    public func routes() throws(GateError) -> [RouteDescription] {
        try checkedRoutes().map(RouteDescription.init)
    }

    /// The routes, if the gate and its configuration are valid.
    func checkedRoutes() throws(GateError) -> [Route] {
        let problems = configuration.problems
        let routes: [Route]
        do throws(GateError) {
            routes = try list.routes()
        } catch {
            throw GateError(problems: problems + error.problems)
        }
        guard problems.isEmpty else { throw GateError(problems: problems) }
        return routes
    }
}
