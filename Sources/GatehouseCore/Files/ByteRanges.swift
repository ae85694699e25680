internal import GatewayInterface

/// The requested parts of a file (RFC 9110, section 14).
enum ByteRanges: Equatable, Sendable {
    /// The whole file: no range was requested, or the ranges are ignored.
    case whole
    /// These parts, in the requested order. Each lies within the file and is not empty.
    case parts([Range<Int>])
    /// No part lies within the file: 416.
    case unsatisfiable

    /// The maximum number of parts. A client that requests more gets the whole file.
    static let most = 16

    /// Parses the value of a `Range` field.
    ///
    /// Ignores invalid byte ranges, as the RFC requires. Also ignores ranges that would cost more than the whole file:
    /// too many parts, overlapping parts, and parts that together are as long as the file or longer.
    ///
    /// - Parameters:
    ///   - field: the value, such as `bytes=0-499,-500`; `nil` if the request has none.
    ///   - length: the length of the file, in bytes.
    init(_ field: String?, length: Int) {
        guard let field, let specs = Self.specs(field) else {
            self = .whole
            return
        }
        var parts: [Range<Int>] = []
        for spec in specs {
            let part: Range<Int>
            switch spec {
            case .from(let first, let last):
                guard first < length else { continue }
                part = first..<min(last.map { $0 < Int.max ? $0 + 1 : $0 } ?? length, length)
            case .last(let count):
                guard count > 0, length > 0 else { continue }
                part = max(length - count, 0)..<length
            }
            parts.append(part)
        }
        guard !parts.isEmpty else {
            self = .unsatisfiable
            return
        }
        let sorted = parts.sorted { $0.lowerBound < $1.lowerBound }
        let overlaps = zip(sorted, sorted.dropFirst()).contains { $0.upperBound > $1.lowerBound }
        if parts.count > 1, overlaps || parts.reduce(0, { $0 + $1.count }) >= length {
            self = .whole
            return
        }
        self = .parts(parts)
    }

    private enum Spec {
        case from(Int, through: Int?)
        case last(Int)
    }

    /// Returns `nil` if the field is not a list of byte ranges.
    private static func specs(_ field: String) -> [Spec]? {
        let bytes = Array(field.utf8)
        let unit = Array("bytes=".utf8)
        // Lower the case of letters only.
        let start = bytes.prefix(unit.count).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard bytes.count > unit.count, start == unit else { return nil }
        var specs: [Spec] = []
        for part in bytes.dropFirst(unit.count).split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let text = part.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
            // Empty elements of a list are allowed (RFC 9110, section 5.6.1).
            if text.isEmpty { continue }
            guard specs.count < most, let spec = spec(Array(text)) else { return nil }
            specs.append(spec)
        }
        return specs.isEmpty ? nil : specs
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private static func spec(_ text: [UInt8]) -> Spec? {
        let sides = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard sides.count == 2 else { return nil }
        if sides[0].isEmpty { return number(sides[1]).map(Spec.last) }
        guard let first = number(sides[0]) else { return nil }
        if sides[1].isEmpty { return .from(first, through: nil) }
        guard let last = number(sides[1]), last >= first else { return nil }
        return .from(first, through: last)
    }

    /// Reads digits. A number that does not fit becomes `Int.max`, which is larger than any file.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit) else { return nil }
        return digits.reduce(0) { number, digit in
            let (tenfold, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tenfold.addingReportingOverflow(Int(digit - 48))
            return overflow || carry ? Int.max : sum
        }
    }
}
