internal import GatewayInterface

/// Dates in HTTP header fields (RFC 9110, section 5.6.7).
extension Timestamp {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let longWeekdays = [
        "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday",
    ]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The moment as `Sun, 06 Nov 1994 08:49:37 GMT`. `nil` outside the years 0000 to 9999, which this form cannot
    /// represent.
    package var httpDate: String? {
        let text = description
        guard text.utf8.last == UInt8(ascii: "Z") else { return nil }
        // 1994-11-06T08:49:37Z
        let parts = text.dropLast().split { "-T".contains($0) }
        guard parts.count == 4, let month = Int(parts[1]) else { return nil }
        let days = Int((Double(secondsSince1970) / Double(Self.secondsPerDay)).rounded(.down))
        let weekday = Self.weekdays[(days % 7 + 7) % 7]
        return "\(weekday), \(parts[2]) \(Self.months[month - 1]) \(parts[0]) \(parts[3]) GMT"
    }

    /// Reads an HTTP date in any of the three forms: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`
    /// and `Sun Nov  6 08:49:37 1994`.
    ///
    /// Upper and lower case differ. The day of the week must be valid, but it need not match the date. Second 60, a
    /// leap second, is the first second of the next minute.
    ///
    /// - Parameter now: the current time. If a two-digit year would be more than 50 years later, it belongs to the
    ///   previous century.
    /// - Returns: `nil` for any other text, including days that do not exist.
    package init?(httpDate text: String, now: Timestamp) {
        var reader = HTTPDateReader(text)
        let year: Int
        let month: Int
        let day: Int
        let time: Int
        if reader.take(oneOf: Self.longWeekdays.map { $0 + ", " }) != nil {
            guard let dayNumber = reader.number(2), reader.take("-"), let monthIndex = reader.take(oneOf: Self.months),
                reader.take("-"), let short = reader.number(2), reader.take(" "), let seconds = reader.time(),
                reader.take(" GMT")
            else { return nil }
            (month, day, time) = (monthIndex + 1, dayNumber, seconds)
            year = Self.century(of: short, now: now)
        } else if reader.take(oneOf: Self.weekdays.map { $0 + ", " }) != nil {
            guard let dayNumber = reader.number(2), reader.take(" "), let monthIndex = reader.take(oneOf: Self.months),
                reader.take(" "), let yearNumber = reader.number(4), reader.take(" "), let seconds = reader.time(),
                reader.take(" GMT")
            else { return nil }
            (year, month, day, time) = (yearNumber, monthIndex + 1, dayNumber, seconds)
        } else if reader.take(oneOf: Self.weekdays.map { $0 + " " }) != nil {
            guard let monthIndex = reader.take(oneOf: Self.months), reader.take(" "),
                let dayNumber = reader.take(" ") ? reader.number(1) : reader.number(2), reader.take(" "),
                let seconds = reader.time(), reader.take(" "), let yearNumber = reader.number(4)
            else { return nil }
            (year, month, day, time) = (yearNumber, monthIndex + 1, dayNumber, seconds)
        } else {
            return nil
        }
        guard reader.isAtEnd, day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
        let days = Self.days(before: year) + Self.days(before: month, of: year) + day - 1 - Self.days(before: 1970)
        self.init(secondsSince1970: Int64(days) * Self.secondsPerDay + Int64(time))
    }

    /// The full year for two digits.
    private static func century(of short: Int, now: Timestamp) -> Int {
        let current = Int(now.description.prefix(4)) ?? 1970
        let year = current / 100 * 100 + short
        // RFC 9110: a date that appears to be more than 50 years ahead is in the most recent past year with the same
        // digits.
        return year > current + 50 ? year - 100 : year
    }
}

/// Reads a date from left to right.
private struct HTTPDateReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    mutating func take(oneOf texts: [String]) -> Int? {
        for (index, text) in texts.enumerated() where take(text) { return index }
        return nil
    }

    /// Reads a number of exactly `count` decimal digits.
    mutating func number(_ count: Int) -> Int? {
        var number = 0
        for _ in 0..<count {
            guard let byte = rest.popFirst(), byte.isASCIIDigit else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }

    /// Reads a time of day, such as `08:49:37`. Returns seconds.
    mutating func time() -> Int? {
        guard let hour = number(2), take(":"), let minute = number(2), take(":"), let second = number(2),
            hour < 24, minute < 60, second <= 60
        else { return nil }
        return (hour * 60 + minute) * 60 + second
    }
}
