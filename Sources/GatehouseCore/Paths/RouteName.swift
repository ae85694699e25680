/// The name of a route, used to link to it.
///
/// ```swift
/// extension RouteName {
///     static let note: RouteName = "note"
/// }
/// gate.get("/notes/{id:int}", as: .note, allow: owner) { request, note in note.text }
/// let link = try request.url(for: .note, ["id": "7"])         // /sub/app/notes/7
/// ```
public struct RouteName: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name.
    public let description: String

    /// Creates a name. Two routes can have the same name only if their paths are the same.
    public init(_ name: String) {
        description = name
    }

    /// Creates a name from a literal.
    public init(stringLiteral name: String) {
        self.init(name)
    }
}
