internal import HTTPTypes

/// The cookies that a client sent.
///
/// Other programs of the same domain set cookies too, so one that is malformed makes no request fail.
struct Cookies: Sendable {
    /// The largest number of bytes of a name. A cookie with a longer name is left out.
    static let longestName = 256

    private let field: String

    /// Takes the value of a `Cookie` field.
    init(_ field: String) {
        self.field = field
    }

    /// The value of a cookie; `nil` when there is none of this name, or there are several, or it holds what no value can.
    ///
    /// All cookies are looked at, in linear time: whoever can set many could otherwise hide a second one of this name.
    subscript(name: String) -> String? {
        let name = name.utf8
        guard (1...Self.longestName).contains(name.count) else { return nil }
        var found: Substring.UTF8View?
        for part in field.utf8.split(separator: UInt8(ascii: ";")) {
            let part = Self.trimmed(part)
            guard part.count > name.count, part.starts(with: name) else { continue }
            let rest = part.dropFirst(name.count)
            guard rest.first == UInt8(ascii: "=") else { continue }
            if found != nil { return nil }
            found = rest.dropFirst()
        }
        guard name.allSatisfy(HTTPToken.contains), var value = found.map(Self.trimmed) else { return nil }
        if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") {
            value = value.dropFirst().dropLast()
        }
        return value.allSatisfy(Cookie.isValueByte) ? String(Substring(value)) : nil
    }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var text = text
        while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }
}

extension Request {
    /// The value of a cookie, as the client sent it (RFC 6265, section 5.4); `nil` when there is none of that name.
    ///
    /// A name that comes twice is `nil` as well, whatever its values are: whoever can set a cookie for the whole domain could
    /// put theirs before yours. A name with `__Host-` in front keeps them from that. A value that holds what none can hold is `nil`;
    /// quotation marks around it are taken off.
    ///
    /// - Parameter name: compared byte by byte.
    public func cookie(_ name: String) -> String? {
        header(.cookie).flatMap { Cookies($0)[name] }
    }
}
