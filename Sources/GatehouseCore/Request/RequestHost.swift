internal import GatewayInterface

/// The host of a request: the value of its `Host` field (RFC 9110, section 7.2).
struct RequestHost: Sendable, Hashable {
    /// The name in lower case. An IPv6 address has its brackets.
    let name: String
    let port: Int?
    /// Whether this is a name of the local machine. Any client can send such a name; ``RequestOrigin/isOwnMachine``
    /// checks whether the request really is local.
    let isLoopback: Bool

    /// Reads a host: `name`, `name:port`, `1.2.3.4` or `[::1]:8080`.
    ///
    /// Drops a dot at the end of a name, which does not change the name (RFC 3986, section 3.2.2), and a ":" without a
    /// port (section 6.2.3).
    ///
    /// - Returns: `nil` for any other text, such as two hosts, a user, a path or an empty label.
    init?(_ text: String) {
        var bytes = text.utf8[...]
        var name: Substring.UTF8View
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let address = bytes[bytes.index(after: bytes.startIndex)..<end]
            guard address.contains(UInt8(ascii: ":")), IPAddress(Substring(address)) != nil else { return nil }
            name = bytes[...end]
        } else {
            name = bytes.prefix { $0 != UInt8(ascii: ":") }
        }
        bytes = bytes[name.endIndex...]
        if name.first != UInt8(ascii: "[") {
            if name.last == UInt8(ascii: ".") { name.removeLast() }
            guard name.count <= 253, Self.isName(name) else { return nil }
        }
        if bytes.isEmpty || bytes.elementsEqual(":".utf8) {
            port = nil
        } else {
            let digits = bytes.dropFirst()
            guard bytes.first == UInt8(ascii: ":"), (1...5).contains(digits.count),
                digits.allSatisfy(\.isASCIIDigit), let number = Int(String(Substring(digits))),
                (1...65_535).contains(number)
            else { return nil }
            port = number
        }
        let text = String(Substring(name)).lowercasedASCII
        self.name = text
        isLoopback =
            text == "localhost" || text == "[::1]"
            || (text.utf8.starts(with: "127.".utf8) && IPAddress(text[...]) != nil)
    }

    /// Whether a name consists of labels of letters, digits, "-" and "_" (which some hosts use), separated by single
    /// dots.
    private static func isName(_ name: Substring.UTF8View) -> Bool {
        var length = 0
        for byte in name {
            switch byte {
            case UInt8(ascii: "."):
                if length == 0 { return false }
                length = 0
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                length += 1
                if length > 63 { return false }
            default:
                return false
            }
        }
        return length > 0
    }

    /// The name and port, as in a URL.
    var text: String { name + (port.map { ":\($0)" } ?? "") }
}
