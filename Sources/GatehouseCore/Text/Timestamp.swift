/// A moment in time: the number of seconds since 1970-01-01T00:00:00Z, without leap seconds (POSIX).
public struct Timestamp: Sendable, Hashable, Comparable {
    /// The seconds since 1970-01-01T00:00:00Z.
    public let secondsSince1970: Int64

    /// Creates a timestamp from seconds since 1970-01-01T00:00:00Z.
    public init(secondsSince1970: Int64) {
        self.secondsSince1970 = secondsSince1970
    }

    /// Whether a moment is earlier than another one.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.secondsSince1970 < right.secondsSince1970
    }
}

extension Timestamp {
    /// A later moment; an earlier one for a negative duration. Fractions of a second are dropped. A result outside the range
    /// of ``secondsSince1970`` becomes the nearest moment within it.
    public static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        let seconds = Int128(moment.secondsSince1970) + duration.wholeSeconds
        return Timestamp(secondsSince1970: Int64(clamping: seconds))
    }

    /// An earlier moment; see ``+(_:_:)``.
    public static func - (moment: Timestamp, duration: Duration) -> Timestamp {
        let seconds = Int128(moment.secondsSince1970) - duration.wholeSeconds
        return Timestamp(secondsSince1970: Int64(clamping: seconds))
    }
}
