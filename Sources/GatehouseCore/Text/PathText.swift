internal import GatewayInterface

/// Encodes and decodes parts of a URL (RFC 3986).
package enum PathText {
    /// What a URL contains as it is, wherever it stands: "unreserved" (RFC 3986, section 2.3).
    static let unreserved = ASCIISet("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    private static let inSegments = ASCIISet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@")
    private static let inQueries = ASCIISet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/?%")

    /// Encodes a path segment. Every byte except unreserved characters, sub-delimiters, ":" and "@" becomes `%XX`.
    static func segment(_ text: String) -> String { encoded(text, inSegments) }

    /// Encodes segments as a path: `["a", ""]` becomes `/a/`.
    package static func path(_ segments: [String]) -> String {
        guard !segments.isEmpty else { return "" }
        var bytes: [UInt8] = []
        append(segments, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends segments as a path.
    static func append(_ segments: [String], to bytes: inout [UInt8]) {
        for segment in segments { append(segment: segment, to: &bytes) }
    }

    /// Appends "/" and an encoded segment.
    static func append(segment text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "/"))
        append(text, inSegments, to: &bytes)
    }

    /// Appends a query item, with encoded name and value.
    static func append(queryItem name: String, _ value: String, to bytes: inout [UInt8]) {
        append(name, unreserved, to: &bytes)
        bytes.append(UInt8(ascii: "="))
        append(value, unreserved, to: &bytes)
    }

    /// Encodes a name or a value of a query item, so that it contains no delimiter.
    package static func queryValue(_ text: String) -> String { encoded(text, unreserved) }

    /// Encodes a whole query for a header field. Existing `%XX` sequences stay unchanged.
    static func query(_ text: String) -> String { encoded(text, inQueries) }

    private static func encoded(_ text: String, _ unchanged: ASCIISet) -> String {
        // The common case: nothing to encode.
        if unchanged.contains(allOf: text.utf8.span) { return text }
        var bytes: [UInt8] = []
        append(text, unchanged, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends a text. Every byte outside the set becomes `%XX`.
    private static func append(_ text: String, _ unchanged: ASCIISet, to bytes: inout [UInt8]) {
        if unchanged.contains(allOf: text.utf8.span) {
            bytes.append(text: text)
            return
        }
        for byte in text.utf8 {
            if unchanged.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += byte.percentEncoded
            }
        }
    }

    /// Decodes `%XX`. Returns `nil` if a "%" is not followed by two hexadecimal digits.
    ///
    /// - Parameter plusIsSpace: Whether a "+" stands for a space, as in a form.
    static func decoded(_ text: some Sequence<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.underestimatedCount)
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
                continue
            }
            guard let high = iterator.next().flatMap(\.hexadecimalValue),
                let low = iterator.next().flatMap(\.hexadecimalValue)
            else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// Decodes `%XX`, and keeps each "%" that is not followed by two hexadecimal digits.
    static func leniently(decoding text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "%"), text.endIndex - index > 2, let high = text[index + 1].hexadecimalValue,
                let low = text[index + 2].hexadecimalValue
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        return bytes
    }
}
