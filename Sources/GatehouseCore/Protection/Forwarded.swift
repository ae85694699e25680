internal import GatewayInterface

/// What proxies say of a request, in a `Forwarded` field (RFC 7239).
///
/// Anybody can write such a field. It says something only where the peer is a proxy that is known.
struct Forwarded: Sendable, Equatable {
    /// One proxy's words.
    struct Element: Sendable, Equatable {
        /// Who asked the proxy: an address without port and brackets, or an obscured name.
        var client: String?
        var scheme: String?
        var host: String?
    }

    /// From the client's side to ours: the last one is that of the proxy that connected.
    let elements: [Element]

    /// The most elements that are read.
    static let most = 64

    /// Reads the value of a `Forwarded` field, all lines of it joined by commas.
    ///
    /// - Returns: `nil` for what is malformed: then none of it can be believed.
    init?(_ field: String) {
        var elements: [Element] = []
        var bytes = Array(field.utf8)[...]
        while true {
            guard elements.count < Self.most, let element = Self.element(&bytes) else { return nil }
            elements.append(element)
            guard let next = bytes.popFirst() else { break }
            guard next == UInt8(ascii: ",") else { return nil }
        }
        self.elements = elements
    }

    private static func element(_ bytes: inout ArraySlice<UInt8>) -> Element? {
        var element = Element()
        var seen: Set<String> = []
        while true {
            skipSpace(&bytes)
            let name = String(decoding: bytes.prefix(while: HTTPToken.contains), as: UTF8.self)
            guard !name.isEmpty else { return nil }
            bytes = bytes.dropFirst(name.utf8.count)
            guard bytes.popFirst() == UInt8(ascii: "="), let value = value(&bytes) else { return nil }
            // Each parameter at most once.
            guard seen.insert(name.lowercasedASCII).inserted else { return nil }
            switch name.lowercasedASCII {
            case "for":
                guard let node = node(value) else { return nil }
                element.client = node
            case "by":
                guard node(value) != nil else { return nil }
            case "proto": element.scheme = value.lowercasedASCII
            case "host": element.host = value
            default: break
            }
            skipSpace(&bytes)
            guard bytes.first == UInt8(ascii: ";") else { return element }
            bytes.removeFirst()
        }
    }

    private static func skipSpace(_ bytes: inout ArraySlice<UInt8>) {
        bytes = bytes.drop { $0 == 0x20 || $0 == 0x09 }
    }

    private static func value(_ bytes: inout ArraySlice<UInt8>) -> String? {
        guard bytes.first == UInt8(ascii: "\"") else {
            let token = bytes.prefix(while: HTTPToken.contains)
            bytes = bytes.dropFirst(token.count)
            return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
        }
        bytes.removeFirst()
        var value: [UInt8] = []
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(validating: value, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = bytes.popFirst(), (0x20..<0x7F).contains(escaped) else { return nil }
                value.append(escaped)
            case 0x20..<0x7F: value.append(byte)
            default: return nil
            }
        }
        return nil
    }

    /// `192.0.2.43`, `192.0.2.43:47011`, `[2001:db8::1]`, `[2001:db8::1]:4711`, `unknown`, `_hidden`, with or without port.
    private static func node(_ text: String) -> String? {
        var name = text.utf8[...]
        if name.first == UInt8(ascii: "[") {
            guard let end = name.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let address = name[name.index(after: name.startIndex)..<end]
            guard isPort(name[name.index(after: end)...]), address.contains(UInt8(ascii: ":")),
                address.allSatisfy({ PathText.hexadecimal($0) != nil || ":.".utf8.contains($0) })
            else { return nil }
            return String(Substring(address))
        }
        if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
            guard isPort(name[colon...]) else { return nil }
            name = name[..<colon]
        }
        return name.isEmpty ? nil : String(Substring(name))
    }

    /// Nothing, `:80`, or `:_obscured`.
    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first else { return true }
        let port = text.dropFirst()
        guard first == UInt8(ascii: ":"), let start = port.first else { return false }
        if start == UInt8(ascii: "_") {
            return port.dropFirst().allSatisfy { HTTPToken.contains($0) } && port.count > 1
        }
        return port.count <= 5 && port.allSatisfy { (48...57).contains($0) }
    }
}
