internal import GatehouseCore

/// A value that nothing prints: not `print`, not `dump`, not a log, not an error.
///
/// ```swift
/// let key = SymmetricKey(data: Array(secret.revealed.utf8))
/// ```
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value itself, for whoever needs it.
    public let revealed: String

    /// Takes a secret over that comes from elsewhere than the settings, or is made up for a test. Nothing is asked of its
    /// strength.
    public init(_ revealed: String) {
        self.revealed = revealed
    }

    /// Whether a text is the secret, byte by byte and in constant time: how long it takes says nothing of the secret.
    ///
    /// One of more than 512 bytes is matched by nothing.
    public func matches(_ guess: String) -> Bool {
        FixedSecret(revealed)?.matches(guess.utf8) ?? false
    }

    /// `<secret>`.
    public var description: String { "<secret>" }

    /// `<secret>`.
    public var debugDescription: String { "<secret>" }

    /// Nothing to see.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
