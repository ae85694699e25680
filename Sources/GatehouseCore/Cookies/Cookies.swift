internal import GatewayInterface

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
        let (field, name) = (field.utf8.span, name.utf8.span)
        guard (1...Self.longestName).contains(name.count) else { return .missing }
        var found: Range<Int>?
        var start = 0
        while start < field.count {
            var end = start
            while end < field.count, field[end] != UInt8(ascii: ";") { end += 1 }
            let part = Self.trimmed(start..<end, of: field)
            start = end + 1
            guard part.count > name.count, field[part.lowerBound + name.count] == UInt8(ascii: "="),
                field.extracting(part).extracting(first: name.count).isEqual(to: name)
            else { continue }
            if found != nil { return .several }
            found = part.dropFirst(name.count + 1)
        }
        guard HTTPToken.contains(allOf: name), var value = found.map({ Self.trimmed($0, of: field) }) else {
            return .missing
        }
        let quote = UInt8(ascii: "\"")
        if value.count >= 2, field[value.lowerBound] == quote, field[value.upperBound - 1] == quote {
            value = value.dropFirst().dropLast()
        }
        for index in value where !Cookie.isValueByte(field[index]) { return .invalid }
        return .value(String(decoding: self.field.utf8.dropFirst(value.lowerBound).prefix(value.count), as: UTF8.self))
    }

    /// A range without the spaces and tabs at its ends.
    private static func trimmed(_ range: Range<Int>, of field: Span<UInt8>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, field[start] == 0x20 || field[start] == 0x09 { start += 1 }
        while start < end, field[end - 1] == 0x20 || field[end - 1] == 0x09 { end -= 1 }
        return start..<end
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
        parameters[ParameterName.cookie].map { Cookies($0).reading(name) } ?? .missing
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
        parameters[ParameterName.cookie].flatMap { Cookies($0)[name] }
    }
}
