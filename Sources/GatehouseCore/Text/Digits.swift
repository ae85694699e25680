/// Reads numbers of a fixed width out of a text, as times and dates have them.
struct Digits {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// A number of exactly so many decimal digits.
    mutating func number(_ count: Int) -> Int? {
        var number = 0
        for _ in 0..<count {
            guard let byte = rest.popFirst(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }

    /// Goes past one character.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        rest.popFirst().map(UInt32.init) == character.value
    }

    /// A time of day, `08:30`, in minutes.
    mutating func timeOfDay() -> Int? {
        guard let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60 else { return nil }
        return hour * 60 + minute
    }

    /// An offset from UTC, `+01:00` or `Z`, in minutes (RFC 3339, section 4.2).
    mutating func offset() -> Int? {
        switch rest.popFirst() {
        case UInt8(ascii: "Z"): 0
        case UInt8(ascii: "+"): timeOfDay()
        case UInt8(ascii: "-"): timeOfDay().map { -$0 }
        default: nil
        }
    }
}
