/// Evidence with roles, for ``Access/requiring(role:else:)``.
///
/// ```swift
/// struct Member: HasRoles {
///     enum Role { case reader, editor, admin }
///     let roles: Set<Role>
/// }
/// ```
public protocol HasRoles: Sendable {
    /// The type of a role, preferably an enum. `String` compares by canonical equivalence, so that some different
    /// spellings are equal.
    associatedtype Role: Hashable & Sendable

    /// The roles of this evidence.
    var roles: Set<Role> { get }
}
