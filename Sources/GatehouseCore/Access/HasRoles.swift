/// Evidence that knows its roles, for ``Access/having(role:else:)``.
///
/// ```swift
/// struct Member: HasRoles {
///     enum Role { case reader, editor, admin }
///     let roles: Set<Role>
/// }
/// ```
public protocol HasRoles: Sendable {
    /// What roles are told apart by: best an enum. Texts would be compared as `String` does, which takes some different
    /// spellings for equal.
    associatedtype Role: Hashable & Sendable

    /// The roles that it has.
    var roles: Set<Role> { get }
}
