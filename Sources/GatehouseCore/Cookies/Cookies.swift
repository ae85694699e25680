internal import HTTPTypes

/// The cookies of a request.
///
/// Other programs on the same domain can set cookies too, so a malformed cookie does not make the request fail.
struct Cookies: Sendable {
    /// The maximum length of a name, in bytes. A cookie with a longer name is ignored.
    static let longestName = 256

    private let field: String

    /// Creates the cookies from the value of a `Cookie` field.
    init(_ field: String) {
        self.field = field
    }

    /// The value of a cookie. `nil` if no cookie or several cookies have this name, or if the value is invalid.
    subscript(name: String) -> String? {
        if case .value(let value) = reading(name) { value } else { nil }
    }

    /// The value of a cookie, or the reason why it has none.
    ///
    /// All cookies are checked, in linear time. Otherwise, an attacker who can set many cookies could hide a second one
    /// of this name.
    func reading(_ name: String) -> CookieReading {
        let name = Array(name.utf8)
        guard (1...Self.longestName).contains(name.count) else { return .missing }
        var found: ArraySlice<UInt8>?
        // An array, because a string gives its bytes one by one.
        for part in Array(field.utf8).split(separator: UInt8(ascii: ";")) {
            let part = Self.trimmed(part)
            guard part.count > name.count, part.starts(with: name) else { continue }
            let rest = part.dropFirst(name.count)
            guard rest.first == UInt8(ascii: "=") else { continue }
            if found != nil { return .several }
            found = rest.dropFirst()
        }
        guard name.allSatisfy(HTTPToken.contains), var value = found.map(Self.trimmed) else { return .missing }
        if value.count >= 2, value.first == UInt8(ascii: "\""), value.last == UInt8(ascii: "\"") {
            value = value.dropFirst().dropLast()
        }
        return value.allSatisfy(Cookie.isValueByte) ? .value(String(decoding: value, as: UTF8.self)) : .invalid
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }
}

/// The cookie of a name in a request.
package enum CookieReading: Sendable, Hashable {
    case value(String)
    case missing
    /// Several cookies have the name.
    case several
    /// The value has characters that no cookie has.
    case invalid
}

extension Request {
    /// The cookie of a name, or the reason why the request has none, for the log.
    package func cookieReading(_ name: String) -> CookieReading {
        headers[.cookie].map { Cookies($0).reading(name) } ?? .missing
    }

    /// The value of a cookie, as the client sent it (RFC 6265, section 5.4). `nil` if the request has no cookie of this
    /// name.
    ///
    /// If several cookies have the name, the value is `nil`: an attacker who can set a cookie for the whole domain
    /// could put it before yours. The name prefix `__Host-` prevents that. An invalid value is `nil` as well. Quotation
    /// marks around the value are removed.
    ///
    /// - Parameter name: the name of the cookie, compared byte by byte.
    public func cookie(_ name: String) -> String? {
        headers[.cookie].flatMap { Cookies($0)[name] }
    }
}
