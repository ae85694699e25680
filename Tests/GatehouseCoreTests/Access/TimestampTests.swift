import Testing

@testable import GatehouseCore

@Suite("Timestamps as text (RFC 3339)")
struct TimestampTests {
    /// A second implementation of the calendar, day by day.
    @Test("Exactly the days of the years 0000 to 9999 are parsed and formatted")
    func everyDayIsParsedAndFormatted() throws {
        var days = -719_528  // 0000-01-01
        for year in 0..<10_000 {
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            for month in 1...12 {
                let count = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
                for day in [1, count, count + 1] {
                    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
                    let text = "\(String(10_000 + year).dropFirst())-\(two(month))-\(two(day))T23:59:58Z"
                    let seconds = (days + day - 1) * 86_400 + 86_398
                    if day <= count {
                        try #require(Timestamp(text)?.secondsSince1970 == Int64(seconds), "\(text)")
                        try #require(Timestamp(secondsSince1970: Int64(seconds)).description == text)
                    } else {
                        try #require(Timestamp(text) == nil, "\(text)")
                    }
                }
                days += count
            }
        }
    }

    @Test(
        "Offsets are applied, and known timestamps are parsed",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59Z", -1), ("2027-01-15T08:00:00Z", 1_800_000_000),
            ("2027-01-15T09:00:00+01:00", 1_800_000_000), ("2027-01-15T02:30:00-05:30", 1_800_000_000),
            ("2027-01-15T08:00:00-00:00", 1_800_000_000), ("2000-02-29T00:00:00+00:00", 951_782_400),
            ("1970-01-01T00:00:00+23:59", -86_340), ("0000-01-01T00:00:00+00:01", -62_167_219_260),
        ] as [(String, Int64)]
    )
    func offsetsAreApplied(text: String, seconds: Int64) {
        #expect(Timestamp(text)?.secondsSince1970 == seconds)
    }

    /// Another program may parse a malformed text differently.
    @Test(
        "Malformed timestamps are refused",
        arguments: [
            "", "Z", "2027-01-15", "2027-01-15T08:00Z", "2027-01-15T08:00:00", "2027-01-15 08:00:00Z",
            "2027-01-15t08:00:00Z",
            "2027-01-15T08:00:00z", "2027-01-15T08:00:00.0Z", "2027-01-15T08:00:00Z ", " 2027-01-15T08:00:00Z",
            "2027-1-15T08:00:00Z", "27-01-15T08:00:00Z", "+2027-01-15T08:00:00Z", "-027-01-15T08:00:00Z",
            "2027-00-15T08:00:00Z",
            "2027-13-15T08:00:00Z", "2027-01-00T08:00:00Z", "2027-01-32T08:00:00Z", "2027-02-29T08:00:00Z",
            "1900-02-29T08:00:00Z", "2027-01-15T24:00:00Z", "2027-01-15T08:60:00Z", "2027-01-15T08:00:60Z",
            "2027-01-15T08:00:00+0100", "2027-01-15T08:00:00+24:00", "2027-01-15T08:00:00+01:60",
            "2027-01-15T08:00:00+1:00",
            "2027-01-15T08:00:00Z+01:00", "2027-01-15T08:00:00Z\0", "٢٠٢٧-01-15T08:00:00Z", "10000-01-01T00:00:00Z",
            "2027-01-15T08:00:00\u{2212}01:00",
        ]
    )
    func malformedTimestampsAreRefused(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("Outside the years of RFC 3339 a description is a number of seconds")
    func extremeTimestampsAreNumbers() {
        for (seconds, text) in [
            (253_402_300_799, "9999-12-31T23:59:59Z"), (253_402_300_800, "253402300800 s since 1970"),
            (-62_167_219_200, "0000-01-01T00:00:00Z"), (-62_167_219_201, "-62167219201 s since 1970"),
            (.min, "-9223372036854775808 s since 1970"), (.max, "9223372036854775807 s since 1970"),
        ] as [(Int64, String)] {
            #expect(Timestamp(secondsSince1970: seconds).description == text)
        }
    }
}
