internal import GatewayInterface

/// The elements of a `Forwarded` field (RFC 7239), read from the right, so that the nearest proxy's element comes
/// first.
///
/// Each proxy appends its element to the field that it received. The client controls the left part, which may contain
/// anything, even an unclosed quoted string. The reader therefore finds each element from its end and ignores
/// everything to its left.
struct Forwarded {
    /// The statement of one proxy.
    struct Element: Equatable {
        /// The address that sent the request to the proxy; `nil` if the element contains no address.
        var client: IPAddress?
        /// Whether the proxy received the request over HTTPS; `nil` if the element does not say.
        var isSecure: Bool?
        /// The `Host` field that the proxy received.
        var host: String?
    }

    private var rest: ArraySlice<UInt8>

    /// - Parameter field: the value of the field. Several lines are joined by commas.
    init(_ field: ArraySlice<UInt8>) {
        rest = field
    }

    /// The next element from the right; `nil` at the end. Empty elements are skipped (RFC 9110, section 5.6.1.2). A
    /// malformed element becomes an empty ``Element``.
    mutating func next() -> Element? {
        while !rest.isEmpty {
            let start = Self.startOfLastElement(rest)
            let element = rest[start...].trimmingBlanks
            rest = start == rest.startIndex ? [] : rest[..<(start - 1)]
            if !element.isEmpty { return Self.element(element) ?? Element() }
        }
        return nil
    }

    /// The index after the last comma outside quoted strings.
    private static func startOfLastElement(_ bytes: ArraySlice<UInt8>) -> Int {
        var isQuoted = false
        var index = bytes.endIndex
        while index > bytes.startIndex {
            index -= 1
            if bytes[index] == UInt8(ascii: "\"") {
                // After an odd number of backslashes, the quotation mark is part of the string.
                var start = index
                while start > bytes.startIndex, bytes[start - 1] == UInt8(ascii: "\\") { start -= 1 }
                if !isQuoted || (index - start) % 2 == 0 { isQuoted.toggle() }
                index = start
            } else if !isQuoted, bytes[index] == UInt8(ascii: ",") {
                return index + 1
            }
        }
        return bytes.startIndex
    }

    /// Reads pairs separated by ";". Each name can occur once; empty pairs are allowed.
    private static func element(_ bytes: ArraySlice<UInt8>) -> Element? {
        var element = Element()
        var names: Set<[UInt8]> = []
        var bytes = bytes
        while true {
            bytes = bytes.trimmingBlanks
            if bytes.isEmpty { return element }
            if bytes.first == UInt8(ascii: ";") {
                bytes.removeFirst()
                continue
            }
            let name = bytes.prefix(while: HTTPToken.contains)
            bytes = bytes.dropFirst(name.count)
            let key = name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
            guard !key.isEmpty, bytes.popFirst() == UInt8(ascii: "="), let value = value(&bytes),
                names.insert(key).inserted
            else { return nil }
            if key.elementsEqual("for".utf8) {
                element.client = IPAddress(peer: value[...])
            } else if key.elementsEqual("proto".utf8) {
                element.isSecure = value[...].isEqual(lowercase: "https")
            } else if key.elementsEqual("host".utf8) {
                element.host = String(decoding: value, as: UTF8.self)
            }
            bytes = bytes.trimmingBlanks
            guard bytes.isEmpty || bytes.first == UInt8(ascii: ";") else { return nil }
        }
    }

    /// Reads a token or a quoted string of printable ASCII.
    private static func value(_ bytes: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard bytes.first == UInt8(ascii: "\"") else {
            let token = bytes.prefix(while: HTTPToken.contains)
            bytes = bytes.dropFirst(token.count)
            return token.isEmpty ? nil : Array(token)
        }
        bytes.removeFirst()
        var value: [UInt8] = []
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return value
            case UInt8(ascii: "\\"):
                guard let escaped = bytes.popFirst(), (0x20..<0x7F).contains(escaped) else { return nil }
                value.append(escaped)
            case 0x20..<0x7F: value.append(byte)
            default: return nil
            }
        }
        return nil
    }
}

extension ArraySlice<UInt8> {
    /// The bytes without leading and trailing spaces and tabs.
    var trimmingBlanks: ArraySlice<UInt8> {
        var bytes = self
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return bytes
    }

    /// Whether the bytes equal an ASCII text in lower case, ignoring case.
    func isEqual(lowercase text: String) -> Bool {
        guard count == text.utf8.count else { return false }
        let (bytes, letters) = (span, text.utf8.span)
        for index in letters.indices {
            let byte = bytes[index]
            let isCapital = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
            guard (isCapital ? byte | 0x20 : byte) == letters[index] else { return false }
        }
        return true
    }
}
