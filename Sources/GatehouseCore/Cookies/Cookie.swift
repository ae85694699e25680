internal import GatewayInterface

/// A cookie for the client to store (RFC 6265bis).
///
/// By default, the client returns it only over HTTPS, scripts cannot read it, and forms and frames of other sites do
/// not send it. Each default can be changed.
///
/// ```swift
/// try response.set(Cookie("__Host-theme", "dark", lifetime: .seconds(365 * 86_400)))
/// ```
public struct Cookie: Sendable, Hashable {
    /// The requests from other sites that send the cookie.
    public struct SameSite: Sendable, Hashable {
        let text: String

        /// No request from another site, not even a link.
        public static let strict = SameSite(text: "Strict")
        /// Links to this site, but no forms, frames or scripts of other sites.
        public static let lax = SameSite(text: "Lax")
        /// All requests.
        public static let none = SameSite(text: "None")
    }

    /// The name, up to 256 bytes. Browsers restrict who can set some names: `__Host-` only this very host, `__Secure-`
    /// only over HTTPS, `__Http-` only a web server and no script. `__Host-Http-` combines all three.
    public var name: String

    /// The value: printable ASCII without space, `"`, `,`, `;` and `\`. Name and value together can have up to 4 KiB.
    public var value: String

    /// The time for which the client stores the cookie, at most 400 days. With `nil`, the client stores it until the
    /// browser closes.
    public var lifetime: Duration?

    /// The path below which the client sends it; defaults to `/`.
    public var path: String

    /// The domain to whose hosts the client sends it, such as `example.com`. `nil`, the default, means this host only.
    ///
    /// It must be a host name of at most 253 bytes, with two or more labels of ASCII letters, digits and "-". A leading
    /// dot, a port, an IP address and a name with a single label are errors: browsers would ignore the first and refuse
    /// the others.
    public var domain: String?

    /// Whether the client sends it only over HTTPS. Browsers make an exception for `localhost`.
    public var isSecure: Bool

    /// Whether scripts cannot read it.
    public var isHTTPOnly: Bool

    /// The requests from other sites that send it.
    public var sameSite: SameSite

    /// Creates a cookie.
    public init(
        _ name: String,
        _ value: String,
        lifetime: Duration? = nil,
        path: String = "/",
        domain: String? = nil,
        isSecure: Bool = true,
        isHTTPOnly: Bool = true,
        sameSite: SameSite = .lax
    ) {
        self.name = name
        self.value = value
        self.lifetime = lifetime
        self.path = path
        self.domain = domain
        self.isSecure = isSecure
        self.isHTTPOnly = isHTTPOnly
        self.sameSite = sameSite
    }

    /// The cookie as the value of a `Set-Cookie` field.
    ///
    /// - Throws: ``CookieError`` for a cookie that a browser would refuse or read differently.
    func field() throws(CookieError) -> String {
        try check()
        var text = "\(name)=\(value); Path=\(path)"
        if let domain { text += "; Domain=\(domain)" }
        if let lifetime { text += "; Max-Age=\(lifetime.wholeSeconds)" }
        if isSecure { text += "; Secure" }
        if isHTTPOnly { text += "; HttpOnly" }
        return text + "; SameSite=\(sameSite.text)"
    }

    private func check() throws(CookieError) {
        func refuse(_ reason: String) -> CookieError { CookieError(name: name, reason: reason) }
        guard !name.isEmpty, name.utf8.allSatisfy(HTTPToken.contains) else {
            throw refuse("invalid name; use ASCII letters, digits, \"-\" and \"_\"")
        }
        guard name.utf8.count <= Cookies.longestName else {
            throw refuse("the name is longer than \(Cookies.longestName) bytes")
        }
        guard value.utf8.allSatisfy(Self.isValueByte) else {
            throw refuse(
                "invalid value; encode spaces, quotes, commas, semicolons, backslashes and all but printable ASCII")
        }
        guard name.utf8.count + value.utf8.count <= 4096 else { throw refuse("name and value are longer than 4 KiB") }
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.count <= 1024, path.utf8.allSatisfy(Self.isAttributeByte)
        else { throw refuse("invalid path; use at most 1024 bytes of printable ASCII after \"/\", without \";\"") }
        if let domain {
            guard Self.isDomain(domain) else {
                throw refuse(
                    "invalid domain; use a host name with two or more labels, without port, address or outer dot")
            }
        }
        if let lifetime, lifetime.wholeSeconds > 400 * 86_400 { throw refuse("the lifetime is longer than 400 days") }
        if sameSite == .none, !isSecure { throw refuse("browsers refuse SameSite=None without Secure") }
        // Browsers ignore case here (RFC 6265bis, section 5.4).
        let lowercased = name.lowercasedASCII
        func isNamed(_ prefixes: String...) -> Bool { prefixes.contains(where: lowercased.begins(with:)) }
        if isNamed("__host-"), !isSecure || path.utf8.count != 1 || domain != nil {
            throw refuse("a name with __Host- requires Secure, the path / and no domain")
        }
        if isNamed("__secure-"), !isSecure { throw refuse("a name with __Secure- requires Secure") }
        if isNamed("__http-", "__host-http-"), !isSecure || !isHTTPOnly {
            throw refuse("a name with __Http- or __Host-Http- requires Secure and HttpOnly")
        }
    }

    /// Whether a byte is a cookie-octet (RFC 6265, section 4.1.1).
    static func isValueByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\\"): false
        default: (0x21..<0x7F).contains(byte)
        }
    }

    /// Whether the text is a host name (RFC 1123, section 2.1) that browsers accept as a domain (RFC 6265bis, section
    /// 5.7).
    private static func isDomain(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.count >= 2, labels.allSatisfy(isLabel), let last = labels.last else {
            return false
        }
        // Browsers read 192.0.2.7, 0x7f.1 and 1.2 as addresses.
        return !last.allSatisfy(\.isASCIIDigit) && !last.starts(with: "0x".utf8)
            && !last.starts(with: "0X".utf8)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        guard (1...63).contains(label.count), label.first != UInt8(ascii: "-"), label.last != UInt8(ascii: "-") else {
            return false
        }
        return label.allSatisfy { byte in
            byte.isASCIILetterOrDigit
                || byte == UInt8(ascii: "-")
        }
    }

    private static func isAttributeByte(_ byte: UInt8) -> Bool {
        (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: ";")
    }
}
