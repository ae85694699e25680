internal import HTTPTypes

/// Routes under a common rule: ``Gate/group(_:allow:fileID:line:_:)``.
///
/// The group's rule is asked first, for each of its routes. A route, or a group within the group, can ask for more by
/// `narrowedBy:`, and its handler gets both evidences. Nothing in a group can ask for less.
///
/// ```swift
/// gate.group("/notes", allow: member) { notes in
///     notes.get("/") { request, member in … }
///     notes.get("{id:int}", narrowedBy: ownNote) { request, member, note in … }
/// }
/// ```
public struct RouteGroup<Evidence: Sendable>: Sendable {
    var list: RouteList
    let scope: Int
    let access: Access<Evidence>

    /// Puts routes of the group below a further prefix.
    public mutating func group(
        _ prefix: String,
        fileID: String = #fileID,
        line: UInt = #line,
        _ routes: (inout RouteGroup<Evidence>) -> Void
    ) {
        list.group(prefix, in: scope, allow: access, at: SourceLocation(fileID: fileID, line: line), routes)
    }

    /// Puts routes of the group below a further prefix and under a further rule.
    ///
    /// - Parameters:
    ///   - prefix: below the group's own.
    ///   - narrowing: goes on from the group's evidence. The handlers get both as a pair.
    ///   - routes: writes down the routes.
    @_disfavoredOverload  // A group without evidence has its own, which adds nothing to that of the narrowing.
    public mutating func group<Narrower: Sendable>(
        _ prefix: String,
        narrowedBy narrowing: Narrowing<Evidence, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        _ routes: (inout RouteGroup<(Evidence, Narrower)>) -> Void
    ) {
        let access = access.with(narrowing)
        list.group(prefix, in: scope, allow: access, at: SourceLocation(fileID: fileID, line: line), routes)
    }

    /// Puts something around all handlers of the group: ``Gate/middleware(_:_:)``, within that of the gate.
    public mutating func middleware(_ name: String, _ body: @escaping Middleware) {
        list.scopes[scope].middleware.append(NamedMiddleware(name: name, body: body))
    }
}

extension RouteGroup {
    /// A route whose handler gets the evidence of the group's rule and of what goes on from it.
    mutating func add<Narrower: Sendable, Answer: ResponseConvertible>(
        _ method: HTTPRequest.Method,
        _ path: String,
        as name: RouteName?,
        narrowedBy narrowing: Narrowing<Evidence, Narrower>,
        at location: SourceLocation,
        _ handler: @escaping @Sendable (Request, Evidence, Narrower) async throws -> Answer
    ) {
        list.add(method, path, as: name, in: scope, allow: access.with(narrowing), at: location) { request, both in
            try await handler(request, both.0, both.1).response(to: request)
        }
    }

    /// The same for a handler that answers nothing: 204, without a body.
    mutating func add<Narrower: Sendable>(
        _ method: HTTPRequest.Method,
        _ path: String,
        as name: RouteName?,
        narrowedBy narrowing: Narrowing<Evidence, Narrower>,
        at location: SourceLocation,
        withoutAnswer handler: @escaping @Sendable (Request, Evidence, Narrower) async throws -> Void
    ) {
        list.add(method, path, as: name, in: scope, allow: access.with(narrowing), at: location) { request, both in
            try await handler(request, both.0, both.1)
            return Response.noContent
        }
    }
}

extension RouteGroup where Evidence == Void {
    /// Puts routes of the group below a further prefix and under a further rule, whose evidence the handlers get.
    public mutating func group<Narrower: Sendable>(
        _ prefix: String,
        narrowedBy narrowing: Narrowing<Void, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        _ routes: (inout RouteGroup<Narrower>) -> Void
    ) {
        let access = access.narrowed(by: narrowing)
        list.group(prefix, in: scope, allow: access, at: SourceLocation(fileID: fileID, line: line), routes)
    }
}

extension Access {
    /// Both evidences of a rule that goes on from this one.
    func with<Narrower: Sendable>(_ narrowing: Narrowing<Evidence, Narrower>) -> Access<(Evidence, Narrower)> {
        Access<(Evidence, Narrower)>(
            name: "\(part(", ")), \(narrowing.name)",
            connective: ", ",
            mistakes: mistakes + narrowing.mistakes
        ) { request in
            let evidence = try await evidence(for: request)
            return (evidence, try await narrowing.evidence(from: evidence, for: request))
        }
    }
}

extension RouteList {
    /// Has a group written down, and takes over what was written.
    mutating func group<Evidence: Sendable>(
        _ prefix: String?,
        in parent: Int,
        allow access: Access<Evidence>,
        at location: SourceLocation,
        _ routes: (inout RouteGroup<Evidence>) -> Void
    ) {
        let scope = addScope(prefix, in: parent, at: location)
        var group = RouteGroup(list: self, scope: scope, access: access)
        routes(&group)
        self = group.list
    }
}
