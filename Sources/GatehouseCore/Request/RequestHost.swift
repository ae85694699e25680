internal import GatewayInterface

/// The host of a request: the value of its `Host` field (RFC 9110, section 7.2).
struct RequestHost: Sendable, Hashable {
    /// In lower case; an IPv6 address with its brackets.
    let name: String
    let port: Int?
    /// Whether it is a name of the own machine. A client can write that name from everywhere:
    /// ``RequestOrigin/isOwnMachine`` tells whether it is true.
    let isLoopback: Bool

    /// Reads `name`, `name:port`, `1.2.3.4`, `[::1]:8080`.
    ///
    /// A dot at the end of a name is dropped, because the name is the same without (RFC 3986, section 3.2.2), and so is a
    /// ":" without a port (section 6.2.3).
    ///
    /// - Returns: `nil` for anything else: two hosts, a user, a path, an empty label.
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
                digits.allSatisfy({ (48...57).contains($0) }), let number = Int(String(Substring(digits))),
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

    /// Labels of letters, digits, "-" and "_" (which some hosts have), with single dots between them.
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

    /// Name and port, as in a URL.
    var text: String { name + (port.map { ":\($0)" } ?? "") }
}
