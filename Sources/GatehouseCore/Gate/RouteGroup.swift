internal import HTTPTypes

/// Routes under a common rule: ``Gate/group(_:allow:fileID:line:_:)``.
///
/// The group's rule runs first for each of its routes. A route, or a nested group, can add requirements with
/// `narrowedBy:`; its handlers then get the evidence of the narrower rule. Nothing in a group can weaken the group's
/// rule.
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

    /// Adds a nested group with a further prefix and the same rule.
    public mutating func group(
        _ prefix: String,
        fileID: String = #fileID,
        line: UInt = #line,
        _ routes: (inout RouteGroup<Evidence>) -> Void
    ) {
        list.group(prefix, in: scope, allow: access, at: SourceLocation(fileID: fileID, line: line), routes)
    }

    /// Adds a nested group with a further prefix and a narrower rule.
    ///
    /// The handlers get the evidence of the narrower rule. If they also need the group's evidence, return both from the
    /// narrower rule, in a type of your own.
    ///
    /// - Parameters:
    ///   - prefix: appended to the group's prefix.
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
        list.group(prefix, in: scope, allow: access.ofGroup(narrowedBy: narrowing), at: location, routes)
    }

    /// Adds middleware around all handlers of the group, inside that of the gate: ``Gate/middleware(_:_:)``.
    public mutating func middleware(_ name: String, _ body: @escaping Middleware) {
        list.scopes[scope].middleware.append(NamedMiddleware(name: name, body: body))
    }
}

extension RouteList {
    /// Adds a group, and copies back the routes that the closure adds to it.
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
