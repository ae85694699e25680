internal import Glibc

/// The time of day, without Foundation.
package enum WallClock {
    /// The seconds since 1970-01-01T00:00:00Z.
    package static var seconds: Int64 {
        var moment = timespec()
        // clock_gettime(2) writes the local structure; it does not fail for this clock.
        unsafe clock_gettime(CLOCK_REALTIME, &moment)
        return Int64(moment.tv_sec)
    }

    /// The current UTC time to the second, in the format of RFC 3339: `2001-02-03T04:05:06Z`.
    static var now: String {
        text(secondsSince1970: Int(seconds))
    }

    static func text(secondsSince1970 seconds: Int) -> String {
        var seconds = time_t(seconds)
        var parts = unsafe tm()
        // gmtime_r(3) reads the first and writes the second variable. It fails only for years that exceed `int`.
        guard unsafe gmtime_r(&seconds, &parts) != nil else { return "-" }
        func digits(_ number: CInt) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date = unsafe "\(parts.tm_year + 1900)-\(digits(parts.tm_mon + 1))-\(digits(parts.tm_mday))"
        return unsafe "\(date)T\(digits(parts.tm_hour)):\(digits(parts.tm_min)):\(digits(parts.tm_sec))Z"
    }
}
