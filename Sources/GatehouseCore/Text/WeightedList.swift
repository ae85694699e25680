internal import GatewayInterface

/// The elements of a header field such as `Accept-Language: de-AT, de;q=0.8` (RFC 9110, section 12.4.2).
enum WeightedList {
    /// Passes each element in lower case, with its weight in thousandths: 800 for `q=0.8`. A malformed weight is 0.
    static func forEach(in field: String, _ body: (_ value: String, _ weight: Int) -> Void) {
        for element in field.utf8.split(separator: UInt8(ascii: ",")) {
            let parts = element.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            let weight = parts.count == 1 ? 1000 : parts.count == 2 ? weight(trimmed(parts[1])) : 0
            body(trimmed(parts[0]).lowercasedASCII, weight)
        }
    }

    private static func weight(_ text: String) -> Int {
        let bytes = Array(text.utf8)
        guard (3...7).contains(bytes.count), bytes[0] | 0x20 == UInt8(ascii: "q"), bytes[1] == UInt8(ascii: "="),
            bytes[2] == UInt8(ascii: "0") || bytes[2] == UInt8(ascii: "1"),
            bytes.count == 3 || bytes[3] == UInt8(ascii: "."), bytes.dropFirst(4).allSatisfy(\.isASCIIDigit)
        else { return 0 }
        var weight = 0
        for index in [2, 4, 5, 6] {
            weight = weight * 10 + (index < bytes.count ? Int(bytes[index] - UInt8(ascii: "0")) : 0)
        }
        return weight <= 1000 ? weight : 0
    }

    private static func trimmed(_ text: Substring.UTF8View) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        guard let last = text.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(Substring(text[...last].drop(while: isSpace)))
    }
}
