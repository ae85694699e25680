/// A second, slow implementation of the rules for request targets, on bytes.
struct ReferenceTarget: Equatable {
    let segments: [[UInt8]]
    let query: [UInt8]?

    init?(_ uri: [UInt8]) {
        guard let path = Self.originForm(uri) else { return nil }
        // 1. The query is everything after the first "?".
        let parts = path.split(separator: 0x3F, maxSplits: 1, omittingEmptySubsequences: false)
        query = parts.count == 2 ? Array(parts[1]) : nil
        guard Self.isUTF8(query ?? []), Self.isUTF8(Self.decodedQuery(query ?? [])) else { return nil }
        // 2. The rest is split at "/"; nothing precedes the first.
        var segments: [[UInt8]] = []
        for raw in parts[0].split(separator: 0x2F, omittingEmptySubsequences: false).dropFirst() {
            guard let segment = Self.segment(Array(raw)) else { return nil }
            segments.append(segment)
        }
        self.segments = segments
    }

    private static func originForm(_ uri: [UInt8]) -> [UInt8]? {
        let text = uri.map { Character(Unicode.Scalar($0)) }  // Latin-1: one character for each byte
        if text.first == "/" { return uri }
        for scheme in ["http://", "https://"] where text.starts(with: scheme) {
            let authority = text.dropFirst(scheme.count).prefix { $0 != "/" }
            if authority.isEmpty || authority.contains("?") || authority.contains("#") { return nil }
            let path = Array(uri.dropFirst(scheme.count + authority.count))
            return path.isEmpty ? nil : path
        }
        return nil
    }

    private static func segment(_ raw: [UInt8]) -> [UInt8]? {
        if raw.contains(UInt8(ascii: "#")) { return nil }
        guard let bytes = percentDecoded(raw) else { return nil }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0x5C }) { return nil }
        // U+0080 to U+009F.
        if zip(bytes, bytes.dropFirst()).contains(where: { $0 == 0xC2 && (0x80...0x9F).contains($1) }) { return nil }
        // An encoded "/" is part of the segment, but no dot segment may be between two of them.
        for part in bytes.split(separator: 0x2F) where part == [0x2E] || part == [0x2E, 0x2E] { return nil }
        return isUTF8(bytes) ? bytes : nil
    }

    private static func percentDecoded(_ raw: [UInt8]) -> [UInt8]? {
        guard let first = raw.first else { return [] }
        if first != UInt8(ascii: "%") {
            return percentDecoded(Array(raw.dropFirst())).map { [first] + $0 }
        }
        let digits = raw.dropFirst().prefix(2).map { Character(Unicode.Scalar($0)) }
        guard digits.count == 2, let high = digits[0].hexDigitValue, let low = digits[1].hexDigitValue,
            digits.allSatisfy(\.isASCII)
        else { return nil }
        return percentDecoded(Array(raw.dropFirst(3))).map { [UInt8(high * 16 + low)] + $0 }
    }

    /// A "%" without two digits is kept.
    private static func decodedQuery(_ raw: [UInt8]) -> [UInt8] {
        guard let first = raw.first else { return [] }
        if let decoded = percentDecoded(Array(raw.prefix(3))), decoded.count == 1 {
            return decoded + decodedQuery(Array(raw.dropFirst(3)))
        }
        return [first] + decodedQuery(Array(raw.dropFirst()))
    }

    /// Table 3-7 of the Unicode standard, row by row.
    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        let rows: [(first: ClosedRange<UInt8>, rest: [ClosedRange<UInt8>])] = [
            (0x00...0x7F, []),
            (0xC2...0xDF, [0x80...0xBF]),
            (0xE0...0xE0, [0xA0...0xBF, 0x80...0xBF]),
            (0xE1...0xEC, [0x80...0xBF, 0x80...0xBF]),
            (0xED...0xED, [0x80...0x9F, 0x80...0xBF]),
            (0xEE...0xEF, [0x80...0xBF, 0x80...0xBF]),
            (0xF0...0xF0, [0x90...0xBF, 0x80...0xBF, 0x80...0xBF]),
            (0xF1...0xF3, [0x80...0xBF, 0x80...0xBF, 0x80...0xBF]),
            (0xF4...0xF4, [0x80...0x8F, 0x80...0xBF, 0x80...0xBF]),
        ]
        guard let row = rows.first(where: { $0.first.contains(first) }), bytes.count > row.rest.count else {
            return false
        }
        for (range, byte) in zip(row.rest, bytes.dropFirst()) where !range.contains(byte) { return false }
        return isUTF8(Array(bytes.dropFirst(1 + row.rest.count)))
    }
}
