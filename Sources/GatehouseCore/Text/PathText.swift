internal import GatewayInterface

/// Encodes and decodes parts of a URL (RFC 3986).
package enum PathText {
    /// Encodes a path segment. Every byte except unreserved characters, sub-delimiters, ":" and "@" becomes `%XX`.
    static func segment(_ text: String) -> String {
        encoded(text) { $0.isUnreservedInURL || "!$&'()*+,;=:@".utf8.contains($0) }
    }

    /// Encodes segments as a path: `["a", ""]` becomes `/a/`.
    static func path(_ segments: some Sequence<String>) -> String {
        segments.reduce(into: "") { $0 += "/" + segment($1) }
    }

    /// Encodes a name or a value of a query item, so that it contains no delimiter.
    package static func queryValue(_ text: String) -> String {
        encoded(text, \.isUnreservedInURL)
    }

    /// Encodes a whole query for a header field. Existing `%XX` sequences stay unchanged.
    static func query(_ text: String) -> String {
        encoded(text) { $0.isUnreservedInURL || "!$&'()*+,;=:@/?%".utf8.contains($0) }
    }

    private static func encoded(_ text: String, _ stays: (UInt8) -> Bool) -> String {
        // The common case: nothing to encode.
        if text.utf8.allSatisfy(stays) { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if stays(byte) {
                bytes.append(byte)
            } else {
                bytes += byte.percentEncoded
            }
        }
        return String(decoding: bytes, as: UTF8.self)
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
