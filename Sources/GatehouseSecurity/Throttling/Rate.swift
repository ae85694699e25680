#if Security
    /// A number of requests in a period, as a leaky bucket (GCRA): each request adds its cost to the bucket, which leaks at a
    /// constant rate and never exceeds its capacity.
    package struct Rate: Sendable, Hashable {
        /// The units of time per second.
        static let second: UInt64 = 1 << 14
        /// 31 days.
        static let longestPeriod = 31 * 86_400

        /// The time in which the bucket forgets one request.
        let cost: UInt64
        /// The time in which a full bucket becomes empty.
        let capacity: UInt64

        /// Creates a rate; `nil` unless there is at least 1 request, at most 1,000 per second, in 1 second to 31 days.
        ///
        /// The cost is rounded up, so the bucket leaks up to 6 % more slowly for 1,000 requests per second, and exactly at
        /// the rate for 20 per minute.
        package init?(_ count: Int, per period: Duration) {
            // `components` traps for longer durations.
            guard period >= .seconds(1), period <= .seconds(Self.longestPeriod) else { return nil }
            let (seconds, attoseconds) = period.components
            let units =
                UInt64(seconds) * Self.second + UInt64(attoseconds / 1_000_000_000) * Self.second / 1_000_000_000
            guard count >= 1, UInt64(count) <= units / Self.second * 1000 else { return nil }
            cost = (units + UInt64(count) - 1) / UInt64(count)
            capacity = cost * UInt64(count)
        }

        /// A time as whole seconds for `Retry-After`, at least 1.
        static func seconds(_ units: UInt64) -> Int {
            max(Int((units + second - 1) / second), 1)
        }
    }
#endif
