import Testing

@testable import GatehouseCore

@Suite("Dates of the calendar")
struct CivilDateTests {
    @Test("Only days that exist are dates")
    func onlyDaysThatExist() {
        #expect(CivilDate("2028-02-29")?.day == 29)
        for text in [
            "2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-1-1", "2026-01-011", "-026-01-01", "",
        ] {
            #expect(CivilDate(text) == nil, "\(text)")
        }
        #expect(CivilDate(year: 10_000, month: 1, day: 1) == nil)
        #expect(CivilDate(year: -1, month: 1, day: 1) == nil)
        #expect(CivilDate(year: 2026, month: .max, day: .min) == nil)
        #expect(CivilDate(year: 7, month: 3, day: 2)?.description == "0007-03-02")
    }

    @Test("A date is the day of a moment in UTC, and begins at its first second")
    func dateOfMoment() throws {
        let date = try #require(CivilDate("1969-12-31"))
        #expect(date.start == Timestamp("1969-12-31T00:00:00Z"))
        #expect(CivilDate(Timestamp(secondsSince1970: -1)) == date)
        #expect(CivilDate(Timestamp(secondsSince1970: -86_400)) == date)
        #expect(CivilDate(Timestamp(secondsSince1970: -86_401)).description == "1969-12-30")
        #expect(CivilDate(Timestamp(secondsSince1970: 0)).description == "1970-01-01")
        #expect(CivilDate(Timestamp(secondsSince1970: .min)).description == "0000-01-01")
        #expect(CivilDate(Timestamp(secondsSince1970: .max)).description == "9999-12-31")
        #expect(date < CivilDate(Timestamp(secondsSince1970: 0)))
    }
}
