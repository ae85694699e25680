internal import GatewayInterface

/// The elements of a `Forwarded` field (RFC 7239), read from the right: the nearest proxy's first.
///
/// Each proxy appends its element to what it received. The part that a client wrote is on the left, and may be anything,
/// also an open quotation. An element is therefore found from its end, and what is on its left is not looked at.
struct Forwarded {
    /// What one proxy says.
    struct Element: Equatable {
        /// Who sent the request to the proxy; `nil` where it names no address.
        var client: IPAddress?
        /// Whether the request came to the proxy by HTTPS; `nil` where it does not say.
        var isSecure: Bool?
        /// The `Host` field that the proxy received.
        var host: String?
    }

    private var rest: ArraySlice<UInt8>

    /// - Parameter field: the value of the field, its lines joined by commas.
    init(_ field: ArraySlice<UInt8>) {
        rest = field
    }

    /// The next element from the right; `nil` when there is no more. Empty elements are passed over (RFC 9110, section
    /// 5.6.1.2). A malformed element says nothing.
    mutating func next() -> Element? {
        while !rest.isEmpty {
            let start = Self.startOfLastElement(rest)
            let element = rest[start...].trimmingBlanks
            rest = start == rest.startIndex ? [] : rest[..<(start - 1)]
            if !element.isEmpty { return Self.element(element) ?? Element() }
        }
        return nil
    }

    /// The index behind the last comma that is in no quoted string.
    private static func startOfLastElement(_ bytes: ArraySlice<UInt8>) -> Int {
        var isQuoted = false
        var index = bytes.endIndex
        while index > bytes.startIndex {
            index -= 1
            if bytes[index] == UInt8(ascii: "\"") {
                // An odd number of backslashes before it: it is a character of the string.
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

    /// Pairs with ";" between them, each name once; a pair may be missing.
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

    /// A token or a quoted string, of printable ASCII.
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
    /// Without spaces and tabs at both ends.
    var trimmingBlanks: ArraySlice<UInt8> {
        var bytes = self
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
        return bytes
    }

    /// Whether it is a text of ASCII, where letters count in either case.
    func isEqual(lowercase text: String) -> Bool {
        guard count == text.utf8.count else { return false }
        return zip(self, text.utf8).allSatisfy { byte, letter in
            ((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte) == letter
        }
    }
}
