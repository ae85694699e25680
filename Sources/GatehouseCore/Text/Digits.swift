internal import GatewayInterface

/// Reads numbers of a fixed width from a text, for times and dates.
struct Digits {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Reads a number of exactly `count` decimal digits.
    mutating func number(_ count: Int) -> Int? {
        var number = 0
        for _ in 0..<count {
            guard let byte = rest.popFirst(), byte.isASCIIDigit else { return nil }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }

    /// Skips one character. Returns `false` if the next character is a different one.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        rest.popFirst().map(UInt32.init) == character.value
    }

    /// Reads a time of day, such as `08:30`. Returns minutes.
    mutating func timeOfDay() -> Int? {
        guard let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60 else { return nil }
        return hour * 60 + minute
    }

    /// Reads an offset from UTC, such as `+01:00` or `Z` (RFC 3339, section 4.2). Returns minutes.
    mutating func offset() -> Int? {
        switch rest.popFirst() {
        case UInt8(ascii: "Z"): 0
        case UInt8(ascii: "+"): timeOfDay()
        case UInt8(ascii: "-"): timeOfDay().map { -$0 }
        default: nil
        }
    }
}
