/// A day of the Gregorian calendar, without a time and a time zone, from 0000-01-01 to 9999-12-31.
public struct CivilDate: Sendable, Hashable {
    /// The year, 0 to 9999.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, from 1.
    public let day: Int

    /// Creates a date; `nil` for a day that does not exist, such as 2026-02-29.
    public init?(year: Int, month: Int, day: Int) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Timestamp.days(inMonth: month, of: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads a date in the one form that RFC 3339 and HTML use: `2026-12-24`. Any other text gives `nil`.
    public init?(_ text: String) {
        var digits = Digits(text)
        guard let date = CivilDate(&digits), digits.isAtEnd else { return nil }
        self = date
    }

    init?(_ digits: inout Digits) {
        guard let year = digits.number(4), digits.skip("-"), let month = digits.number(2), digits.skip("-"),
            let day = digits.number(2)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The date of a moment in UTC. A moment outside the years 0000 to 9999 gives the first or the last date.
    public init(_ moment: Timestamp) {
        let first = -Timestamp.days(before: 1970)
        let last = first + Timestamp.days(before: 10_000) - 1
        let seconds = moment.secondsSince1970
        let (quotient, rest) = seconds.quotientAndRemainder(dividingBy: Timestamp.secondsPerDay)
        var days = min(max(Int(quotient) - (rest < 0 ? 1 : 0), first), last) - first
        // This estimate is never too high: a year has at most 366 days.
        var year = days / 366
        while days >= Timestamp.days(before: year + 1) { year += 1 }
        days -= Timestamp.days(before: year)
        var month = 1
        while days >= Timestamp.days(inMonth: month, of: year) {
            days -= Timestamp.days(inMonth: month, of: year)
            month += 1
        }
        self.year = year
        self.month = month
        day = days + 1
    }

    /// The first moment of the date in UTC.
    public var start: Timestamp {
        let days = Timestamp.days(before: year) + Timestamp.days(before: month, of: year) + day - 1
        return Timestamp(secondsSince1970: Int64(days - Timestamp.days(before: 1970)) * Timestamp.secondsPerDay)
    }
}

extension CivilDate: Comparable {
    /// Whether a date is earlier than another one.
    public static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension CivilDate: CustomStringConvertible {
    /// The date as `2026-12-24`.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(10)
        func append(_ number: Int, _ units: Int) {
            var unit = units
            while unit > 0 {
                text.append(UInt8(ascii: "0") + UInt8(number / unit % 10))
                unit /= 10
            }
        }
        append(year, 1000)
        text.append(UInt8(ascii: "-"))
        append(month, 10)
        text.append(UInt8(ascii: "-"))
        append(day, 10)
        return String(decoding: text, as: UTF8.self)
    }
}
