internal import HTTPTypes

/// Routes under a common rule: ``Gate/group(_:allow:fileID:line:_:)``.
///
/// The group's rule is asked first, for each of its routes. A route, or a group within the group, can ask for more with
/// `narrowedBy:`. Its handler then gets the evidence of the narrower rule. Nothing in a group can ask for less.
///
/// ```swift
/// gate.group("/notes", allow: member) { notes in
///     notes.get("/") { request, member in … }
///     notes.get("{id:int}", narrowedBy: ownNote) { request, note in … }
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

    /// Puts routes of the group below a further prefix and under a narrower rule.
    ///
    /// The handlers get the evidence of the narrower rule. If they need the group's evidence too, let the narrower rule
    /// return both, in a type of the program.
    ///
    /// - Parameters:
    ///   - prefix: is appended to the group's own prefix.
    ///   - narrowing: continues from the evidence of the group's rule.
    ///   - routes: adds the routes.
    public mutating func group<Narrower: Sendable>(
        _ prefix: String,
        narrowedBy narrowing: Narrowing<Evidence, Narrower>,
        fileID: String = #fileID,
        line: UInt = #line,
        _ routes: (inout RouteGroup<Narrower>) -> Void
    ) {
        let location = SourceLocation(fileID: fileID, line: line)
        list.group(prefix, in: scope, allow: access.narrowed(by: narrowing), at: location, routes)
    }

    /// Puts something around all handlers of the group: ``Gate/middleware(_:_:)``, within that of the gate.
    public mutating func middleware(_ name: String, _ body: @escaping Middleware) {
        list.scopes[scope].middleware.append(NamedMiddleware(name: name, body: body))
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
