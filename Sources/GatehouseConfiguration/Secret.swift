internal import GatehouseCore

/// A value that `print`, `dump`, logs and errors do not show.
///
/// ```swift
/// let key = SymmetricKey(data: Array(secret.revealed.utf8))
/// ```
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret text.
    public let revealed: String

    /// Wraps a secret that does not come from the settings, such as one in a test. Its strength is not checked.
    public init(_ revealed: String) {
        self.revealed = revealed
    }

    /// Whether a text equals the secret, byte by byte. The comparison takes constant time, so its duration reveals nothing.
    ///
    /// A secret of more than 512 bytes matches no text.
    public func matches(_ guess: String) -> Bool {
        FixedSecret(revealed)?.matches(guess.utf8) ?? false
    }

    /// `<secret>`.
    public var description: String { "<secret>" }

    /// `<secret>`.
    public var debugDescription: String { "<secret>" }

    /// An empty mirror, so that `dump` shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
