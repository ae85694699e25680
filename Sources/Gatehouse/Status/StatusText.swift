/// Numbers of the status as text, without floating point.
enum StatusText {
    /// Seconds with six decimals, for programs: `0.001500`.
    static func seconds(microseconds: UInt64) -> String {
        let rest = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000)." + String(repeating: "0", count: 6 - rest.utf8.count) + rest
    }

    /// Seconds with six decimals.
    static func seconds(_ duration: Duration) -> String { seconds(microseconds: microseconds(duration)) }

    /// The microseconds of a duration; 0 if it is negative.
    static func microseconds(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = max(duration, .zero).components
        let whole = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000)
        return whole.overflow ? .max : whole.partialValue &+ UInt64(attoseconds / 1_000_000_000_000)
    }

    /// A duration for people, in one unit: `350 µs`, `12 ms`, `4.2 s`, `15 min`, `3 h`, `2 d`.
    static func short(_ duration: Duration) -> String { short(microseconds: microseconds(duration)) }

    /// A duration for people.
    static func short(microseconds: UInt64) -> String {
        switch microseconds {
        case ..<1000: "\(microseconds) µs"
        case ..<1_000_000: "\(microseconds / 1000) ms"
        case ..<10_000_000: "\(microseconds / 1_000_000).\(microseconds / 100_000 % 10) s"
        case ..<120_000_000: "\(microseconds / 1_000_000) s"
        case ..<7_200_000_000: "\(microseconds / 60_000_000) min"
        case ..<172_800_000_000: "\(microseconds / 3_600_000_000) h"
        default: "\(microseconds / 86_400_000_000) d"
        }
    }

    /// Bytes for people: `512 B`, `7.6 MB`.
    static func bytes(_ bytes: UInt64) -> String {
        for (unit, size) in [("GB", 1_000_000_000 as UInt64), ("MB", 1_000_000), ("kB", 1000)] where bytes >= size {
            let tenths = bytes / (size / 10)
            return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(tenths / 10) \(unit)"
        }
        return "\(bytes) B"
    }
}
