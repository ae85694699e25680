/// A moment, as the number of seconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX).
public struct Timestamp: Sendable, Hashable, Comparable {
    /// The seconds since 1970-01-01T00:00:00Z.
    public let secondsSince1970: Int64

    /// Creates a moment.
    public init(secondsSince1970: Int64) {
        self.secondsSince1970 = secondsSince1970
    }

    /// Whether a moment is before another one.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }
}
