/// A value that nothing prints: not `print`, not `dump`, not a log, not an error.
///
/// ```swift
/// let key = SymmetricKey(data: Array(secret.revealed.utf8))
/// ```
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value itself, for whoever needs it.
    public let revealed: String

    init(_ revealed: String) {
        self.revealed = revealed
    }

    /// `<secret>`.
    public var description: String { "<secret>" }

    /// `<secret>`.
    public var debugDescription: String { "<secret>" }

    /// Nothing to see.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
