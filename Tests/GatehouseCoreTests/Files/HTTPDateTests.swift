import Testing

@testable import GatehouseCore

@Suite("HTTP dates are formatted in one form and parsed in three")
struct HTTPDateTests {
    private static let now = Timestamp(secondsSince1970: 1_800_000_000)

    private func read(_ text: String) -> Int64? {
        Timestamp(httpDate: text, now: Self.now)?.secondsSince1970
    }

    @Test(
        "The three forms of RFC 9110 are parsed, also at the limits",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777), ("Wed Nov 16 08:49:37 1994", 784_975_777),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799), ("Sat, 01 Jan 0000 00:00:00 GMT", -62_167_219_200),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600), ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
            // The day of the week is not compared.
            ("Mon, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ] as [(String, Int64)]
    )
    func threeFormsAreParsed(text: String, seconds: Int64) {
        #expect(read(text) == seconds)
    }

    @Test(
        "A two-digit year is the nearest at most 50 years ahead",
        // The current year is 2027.
        arguments: [("77", 2077), ("78", 1978), ("27", 2027), ("00", 2000), ("99", 1999), ("26", 2026)]
    )
    func twoDigitYearIsNearPresent(digits: String, year: Int) {
        let full = Timestamp(httpDate: "Mon, 01 Mar \(year) 00:00:00 GMT", now: Self.now)
        #expect(full != nil)
        #expect(read("Monday, 01-Mar-\(digits) 00:00:00 GMT") == full?.secondsSince1970)
    }

    @Test(
        "Malformed dates are refused",
        arguments: [
            "", " ", "0", "784111777", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 ",
            "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 06 Nov 1994 08:49:37 gmt",
            "sun, 06 Nov 1994 08:49:37 GMT", "SUN, 06 NOV 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun,06 Nov 1994 08:49:37 GMT", "Sun 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
            "Sun, 06-Nov-1994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sunday, 06 Nov 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Tue, 29 Feb 1900 00:00:00 GMT",
            "Sun, 06 Foo 1994 08:49:37 GMT", "Foo, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
            "Sun, 06 Nov -994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun Nov 6 08:49:37 1994", "Sun Nov 06  08:49:37 1994", "Sun Nov  6 08:49:37 1994 GMT",
            "Sun Nov   08:49:37 1994", "Sun Nov  6 08:49:37 94", "Sun, \u{0660}6 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT\0", "\"Sun, 06 Nov 1994 08:49:37 GMT\"",
        ]
    )
    func malformedDatesAreRefused(text: String) {
        #expect(read(text) == nil)
    }

    @Test("A formatted date matches a day-by-day calendar and is parsed back")
    func formattedDateMatchesCalendar() {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        var generator = SeededGenerator(seed: propertySeed)
        // From 1899-12-31, a Sunday, which is 25,568 days before 1970.
        var (year, month, day) = (1899, 12, 31)
        for number in 0..<75_000 {
            let second = Int.random(in: 0..<86_400, using: &generator)
            let moment = Timestamp(secondsSince1970: Int64((number - 25_568) * 86_400 + second))
            let time = "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
            let expected = "\(weekdays[number % 7]), \(two(day)) \(names[month - 1]) \(year) \(time) GMT"
            if moment.httpDate != expected || Timestamp(httpDate: expected, now: Self.now) != moment {
                Issue.record("\(moment.secondsSince1970): \(moment.httpDate ?? "none"), not \(expected)")
                return
            }
            let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(Timestamp(secondsSince1970: .max).httpDate == nil)
        #expect(Timestamp(secondsSince1970: .min).httpDate == nil)
    }

    @Test("Generated texts never crash the parser, and each accepted one is a valid date")
    func generatedTextsParseSafely() {
        var generator = SeededGenerator(seed: propertySeed)
        let pieces = [
            "Sun", ", ", " ", "Sunday", "06", "6", "-", "Nov", "1994", "94", "08:49:37", ":", "GMT", " GMT", "  6",
            "99", "é",
        ]
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 0...10, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }.joined()
            guard let moment = Timestamp(httpDate: text, now: Self.now), let written = moment.httpDate else { continue }
            #expect(Timestamp(httpDate: written, now: Self.now) == moment)
        }
    }
}
