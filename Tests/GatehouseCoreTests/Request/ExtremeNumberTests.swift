import HTTPTypes
import Testing

@testable import GatehouseCore

/// A program may compute a time or a number from client input. No value may crash the process.
@Suite("Extreme durations, moments and numbers are accepted or refused, and never crash")
struct ExtremeNumberTests {
    private static let attoseconds: [Int128] = [
        .min, .min + 1, -1, 0, 1, .max - 1, .max, Int128(Int64.max) * 1_000_000_000_000_000_000,
        Int128(Int64.max) * 1_000_000_000_000_000_000 + 1, Int128(Int64.min) * 1_000_000_000_000_000_000 - 1,
        Int128(UInt64.max) * 1_000_000_000_000_000_000,
    ]
    static let durations = attoseconds.map { Duration(attoseconds: $0) }
    static let moments: [Int64] = [.min, .min + 1, -62_167_219_201, -1, 0, 253_402_300_800, .max - 1, .max]

    @Test("Every value that is made from a duration handles it", arguments: durations)
    func everyDurationIsHandled(duration: Duration) throws {
        if duration < .zero {
            #expect(throws: ServerSentEventError.self) { try ServerSentEvent("", retry: duration) }
        } else {
            #expect(try ServerSentEvent("", retry: duration).text.hasPrefix("retry: "))
        }
        let isWhole = duration.attoseconds % 1_000_000_000_000_000_000 == 0
        for directive in [CacheControl.Directive.maxAge(duration), .staleIfError(duration)] {
            if isWhole, duration >= .zero {
                let text = try CacheControl(directive).description
                #expect(text.split(separator: "=").last.flatMap { Int64($0) } != nil, "\(text)")
            } else {
                #expect(throws: CacheControlError.self) { try CacheControl(directive) }
            }
        }
        var response = Response(status: .ok)
        let isTooLong = duration >= .seconds(400 * 86_400 + 1)
        if isTooLong {
            #expect(throws: CookieError.self) { try response.set(Cookie("a", "b", lifetime: duration)) }
        } else {
            try response.set(Cookie("a", "b", lifetime: duration))
        }
        let policy = HTTPSPolicy.required(strictTransportSecurity: duration)
        #expect(policy.problems.isEmpty == (duration > .seconds(-1)))
    }

    @Test("Moments are formatted and compared", arguments: moments, moments)
    func everyMomentIsHandled(one: Int64, other: Int64) {
        let (first, second) = (Timestamp(secondsSince1970: one), Timestamp(secondsSince1970: other))
        #expect((first < second) == (one < other))
        #expect(!first.description.isEmpty)
        #expect(first.httpDate == nil || first.description.hasSuffix("Z"))
        #expect(Timestamp(httpDate: "Sunday, 06-Nov-94 08:49:37 GMT", now: first) != nil)
        let state = FileState(
            size: .max,
            modified: .init(seconds: one, nanoseconds: .max),
            changed: .init(seconds: other, nanoseconds: .min)
        )
        for now in [first, second, Timestamp(secondsSince1970: .min), Timestamp(secondsSince1970: .max)] {
            let isOld = max(one, other) <= now.secondsSince1970.subtractingReportingOverflow(2).partialValue
            let validators = state.validators(now: now, settling: 2)
            if now.secondsSince1970 > .min + 2 { #expect((validators.modified != nil) == isOld) }
        }
    }

    @Test("A daily rule is evaluated at any moment", arguments: moments)
    func dailyRuleHandlesEveryMoment(moment: Int64) async throws {
        let rule = Access<Void>.daily(from: "22:00", to: "06:00", utcOffset: "-23:59")
        let ends = ["()", "unavailable"]
        let text = try await outcome(rule, at: moment)
        #expect(ends.contains { text.hasPrefix($0) }, "\(text)")
    }

    @Test(
        "Numbers that no type can hold are refused",
        arguments: ["9223372036854775808", "-9223372036854775809"])
    func tooLargeNumbersAreRefused(text: String) throws {
        let value = FieldValue(name: "n", text: text)
        #expect(throws: HTTPError.self) { () throws(HTTPError) in try value.integer() as Int }
        #expect(throws: HTTPError.self) { () throws(HTTPError) in try value.integer() as UInt8 }
        #expect(ByteRanges("bytes=\(text)-\(text)0", length: .max) != .parts([]))
        #expect(ByteRanges("bytes=0-\(text)", length: 5) == (text.hasPrefix("-") ? .whole : .parts([0..<5])))
        #expect(Denial.unavailable(retryAfter: .min) == Denial.unavailable(retryAfter: 0))
    }
}
