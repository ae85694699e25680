internal import GatewayInterface

/// The media type of a body (RFC 9110, section 8.3.1), such as `text/html; charset=utf-8`.
package struct MediaType: Sendable, Hashable {
    /// The type and subtype, in lower case: `text/html`.
    package let essence: String
    /// The parameters: names in lower case, values unchanged. A media type that repeats a parameter is malformed.
    package let parameters: [String: String]

    /// Reads the value of a `Content-Type` field.
    ///
    /// - Returns: `nil` if the value is malformed.
    package init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        Self.skipSpace(&bytes)
        let start = bytes
        guard Self.skipToken(&bytes), bytes.popFirst() == UInt8(ascii: "/"), Self.skipToken(&bytes) else { return nil }
        essence = String(decoding: start.prefix(upTo: bytes.startIndex), as: UTF8.self).lowercasedASCII
        var parameters: [String: String] = [:]
        while true {
            Self.skipSpace(&bytes)
            guard let next = bytes.popFirst() else { break }
            guard next == UInt8(ascii: ";") else { return nil }
            Self.skipSpace(&bytes)
            // Many clients send a ";" at the end.
            if bytes.isEmpty { break }
            guard let name = Self.token(&bytes)?.lowercasedASCII, bytes.popFirst() == UInt8(ascii: "="),
                let value = Self.value(&bytes), parameters[name] == nil
            else { return nil }
            parameters[name] = value
        }
        self.parameters = parameters
    }

    /// Whether the type is JSON: `application/json`, or `application/…+json` (RFC 6839, section 3.1).
    package var isJSON: Bool {
        let start = "application/"
        guard essence.begins(with: start) else { return false }
        let subtype = Array(essence.utf8.dropFirst(start.utf8.count))
        return subtype.elementsEqual("json".utf8)
            || (subtype.count > "+json".utf8.count && subtype.suffix("+json".utf8.count).elementsEqual("+json".utf8))
    }

    /// Whether the type is the given one, such as `multipart/form-data`, regardless of its parameters.
    package func isType(_ essence: String) -> Bool {
        self.essence.hasSameBytes(as: essence)
    }

    /// Whether the type names UTF-8 as its encoding, or names no encoding.
    package var isInUTF8: Bool {
        parameters["charset"].map(Self.namesUTF8) ?? true
    }

    /// Whether a charset name means UTF-8: `utf-8`, or `utf8` of the Encoding standard.
    package static func namesUTF8(_ charset: String) -> Bool {
        ["utf-8", "utf8"].contains { charset.hasSameBytes(asLowercase: $0) }
    }

    private static func skipSpace(_ bytes: inout ArraySlice<UInt8>) {
        bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
    }

    /// - Returns: `false` if the bytes do not begin with a token.
    private static func skipToken(_ bytes: inout ArraySlice<UInt8>) -> Bool {
        let count = bytes.count
        bytes = bytes.drop(while: HTTPToken.contains)
        return bytes.count < count
    }

    private static func token(_ bytes: inout ArraySlice<UInt8>) -> String? {
        let start = bytes
        guard skipToken(&bytes) else { return nil }
        return String(decoding: start.prefix(upTo: bytes.startIndex), as: UTF8.self)
    }

    private static func value(_ bytes: inout ArraySlice<UInt8>) -> String? {
        guard bytes.first == UInt8(ascii: "\"") else { return token(&bytes) }
        bytes.removeFirst()
        var value: [UInt8] = []
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return try? ClientText.string(value[...])
            case UInt8(ascii: "\\"):
                guard let escaped = bytes.popFirst(), escaped >= 0x20 || escaped == 0x09 else { return nil }
                value.append(escaped)
            case 0x09, 0x20...0x7E, 0x80...0xFF: value.append(byte)
            default: return nil
            }
        }
        return nil
    }
}
