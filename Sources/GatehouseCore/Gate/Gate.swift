/// The gate: what is open, to whom, and what answers. A new one opens nothing.
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
/// A route cannot be written without an access rule, and the rule yields what the handler gets. Whatever no route
/// opens is answered with 404.
///
/// A path is made of segments, decoded and in Unicode as it is:
///
/// | segment | matches |
/// |---|---|
/// | `notes` | this text, byte by byte |
/// | `{name}` | any one segment, which the handler finds as `request.path["name"]` |
/// | `{id:int}` | a number in its usual form, within 64 bits |
/// | `{id:uuid}` | a UUID (RFC 9562) |
/// | `{key:slashes}` | any one segment, which may hold slashes that came encoded |
/// | `{slug:kind}` | what ``parameterType(_:example:fileID:line:_:)`` says |
/// | `{rest...}` | at the end: one segment or more |
///
/// A path has one form, the written one: with a "/" at its end or without. The other form is redirected to it (308).
/// GET implies HEAD. OPTIONS and methods that a path does not have are answered from the table, for those who may see
/// the path. Two routes that could match the same request are a mistake, and a gate with mistakes does not open.
public struct Gate: Sendable {
    /// What the gate asks of every request, and adds to every answer.
    public var configuration = GateConfiguration()

    var list = RouteList()
    var page: (@Sendable (Failure, Request) throws -> Response)?
    /// The commands of the program, in the order in which they were written.
    package internal(set) var commands: [Command] = []

    /// Creates a gate that opens nothing.
    public init() {}

    /// Puts routes under a common rule, which holds for all of them.
    ///
    /// With a prefix the rule holds for everything below it: a route there that is written outside of the group is a
    /// mistake. Without one, the routes of the group lie wherever they are written to.
    ///
    /// - Parameters:
    ///   - prefix: `/admin`; may hold parameters. Unless told there is none, and the routes have their whole paths.
    ///   - access: the rule. The routes of the group can narrow it and never widen it, and their handlers get its
    ///     evidence.
    ///   - routes: writes down the routes.
    public mutating func group<Evidence: Sendable>(
        _ prefix: String? = nil,
        allow access: Access<Evidence>,
        fileID: String = #fileID,
        line: UInt = #line,
        _ routes: (inout RouteGroup<Evidence>) -> Void
    ) {
        list.group(prefix, in: 0, allow: access, at: SourceLocation(fileID: fileID, line: line), routes)
    }

    /// Puts something around all handlers of the gate, wherever it is written.
    ///
    /// The order is that of an onion: what is written first begins first and ends last; a group's middleware lies within
    /// the gate's. It runs when the rule has let the request pass, and never for one that was denied.
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
    ///   - name: for whoever reads the code.
    ///   - body: makes the answer, usually from that of `next()`.
    public mutating func middleware(_ name: String, _ body: @escaping Middleware) {
        list.scopes[0].middleware.append(NamedMiddleware(name: name, body: body))
    }

    /// Makes a type for parameters in paths: `{slug:kind}`.
    ///
    /// ```swift
    /// gate.parameterType("year", example: "2026") { $0.utf8.count == 4 && $0.utf8.allSatisfy((48...57).contains) }
    /// gate.get("/archive/{year:year}", allow: .everyone) { request in … }
    /// ```
    ///
    /// - Parameters:
    ///   - name: letters, digits and "_"; none of the gate's own.
    ///   - example: a text that matches, for tests that walk through all routes.
    ///   - matches: whether a decoded segment is of this type. Never asked about an empty one.
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
            list.problems.append("\(location): the parameter type \(name) needs a name of letters, digits and \"_\"")
        } else if list.parameterTypes.contains(where: { $0.name == name }) {
            list.problems.append("\(location): there is a parameter type \(name) already")
        } else if !type.matches(example) {
            list.problems.append("\(location): the example \(example) is not of the parameter type \(name)")
        }
        list.parameterTypes.append(type)
    }

    /// Makes the page for every answer from 400 on that the gate itself gives.
    ///
    /// ```swift
    /// gate.errorPage { failure in HTML("<h1>\(failure.status.reasonPhrase)</h1><p>\(failure.message ?? "")</p>") }
    /// ```
    ///
    /// It gets the failure and nothing else: not what was asked, nor by whom. What is hidden looks like what does not
    /// exist. Where the page's type has a `response(to:)` of its own, the request there is an empty one for "/": it has links to
    /// named routes, a nonce, host and client address, and no header field, cookie, query or body.
    ///
    /// Status and header fields of the failure stay, whatever the page says; a page that throws is replaced by plain text.
    /// A client that asks for JSON (`Accept: application/json` without `text/html`), or has sent JSON, gets the failure as
    /// JSON and not the page.
    ///
    /// - Parameter make: makes the page.
    public mutating func errorPage<Page: ResponseConvertible>(
        _ make: @escaping @Sendable (Failure) throws -> Page
    ) {
        page = { failure, request in try make(failure).response(to: request) }
    }

    /// All routes, in the order in which they were written: what is open, and to whom.
    ///
    /// - Throws: ``GateError`` if the gate has mistakes.
    public func routes() throws(GateError) -> [RouteDescription] {
        try checkedRoutes().map(RouteDescription.init)
    }

    /// The routes, if neither they nor the configuration have mistakes.
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
