/// Timestamps as text (RFC 3339, section 5.6).
extension Timestamp: CustomStringConvertible {
    /// Reads a timestamp, such as `2026-12-24T18:00:00Z` or `2026-12-24T19:00:00+01:00`.
    ///
    /// Each part has exactly one accepted spelling, so that every reader understands the same moment: upper case "T"
    /// and "Z", whole seconds, years 0000 to 9999 of the Gregorian calendar, days that exist, and an offset of less
    /// than a day. Leap seconds are invalid, because POSIX time does not count them.
    ///
    /// - Returns: `nil` for any other text.
    public init?(_ text: String) {
        var text = Digits(text)
        guard let date = CivilDate(&text), text.skip("T"), let hour = text.number(2), text.skip(":"),
            let minute = text.number(2), text.skip(":"), let second = text.number(2),
            let offset = text.offset(), text.isAtEnd, hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = ((hour * 60 + minute) - offset) * 60 + second
        self.init(secondsSince1970: date.start.secondsSince1970 + Int64(seconds))
    }

    /// The moment in UTC: `2026-12-24T18:00:00Z`.
    ///
    /// RFC 3339 cannot represent years outside 0000 to 9999. For those, this is the number of seconds: `253402300800 s
    /// since 1970`.
    public var description: String {
        let first = -Int64(Self.days(before: 1970)) * Self.secondsPerDay
        let end = Int64(Self.days(before: 10_000) - Self.days(before: 1970)) * Self.secondsPerDay
        guard (first..<end).contains(secondsSince1970) else { return "\(secondsSince1970) s since 1970" }
        let second = Int((secondsSince1970 - first) % Self.secondsPerDay)
        func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(CivilDate(self))T\(digits(second / 3600)):\(digits(second / 60 % 60)):\(digits(second % 60))Z"
    }

    static var secondsPerDay: Int64 { 86_400 }

    /// The number of days from 0000-01-01 to the first day of a year. The year 0 is a leap year.
    static func days(before year: Int) -> Int {
        guard year > 0 else { return 0 }
        let last = year - 1
        return 365 * year + last / 4 - last / 100 + last / 400 + 1
    }

    /// The number of days in a year before the first day of a month.
    static func days(before month: Int, of year: Int) -> Int {
        (1..<month).reduce(0) { $0 + days(inMonth: $1, of: year) }
    }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
