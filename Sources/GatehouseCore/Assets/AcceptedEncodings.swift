internal import GatewayInterface

/// The content codings that a client accepts (RFC 9110, section 12.5.3).
enum AcceptedEncodings {
    /// Whether a response should be compressed with gzip.
    ///
    /// A client that sends no field, or a malformed weight, gets the content as it is, which every client understands. If
    /// a coding occurs several times, its lowest weight counts.
    ///
    /// - Parameter field: the value of `Accept-Encoding`; `nil` if the request has none.
    static func prefersGzip(_ field: String?) -> Bool {
        guard let field else { return false }
        var gzip: Int?
        var identity: Int?
        var others: Int?
        for element in field.utf8.split(separator: UInt8(ascii: ",")) {
            let parts = element.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
            let weight = parts.count == 1 ? 1000 : parts.count == 2 ? weight(trimmed(parts[1])) : 0
            switch trimmed(parts[0]).lowercasedASCII {
            // "x-gzip" is an old name of the same coding (section 8.4.1.3).
            case "gzip", "x-gzip": gzip = min(gzip ?? weight, weight)
            case "identity": identity = min(identity ?? weight, weight)
            case "*": others = min(others ?? weight, weight)
            default: break
            }
        }
        let weight = gzip ?? others ?? 0
        return weight > 0 && weight >= identity ?? others ?? 0
    }

    /// The weight in thousandths: 300 for `q=0.3`; 0 if it is malformed.
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
