internal import GatewayInterface

/// A cookie for the client to keep (RFC 6265bis).
///
/// It is sent back over HTTPS only, no script can read it, and other sites' forms and frames do not send it along. Each
/// of these is switched off by name.
///
/// ```swift
/// try response.set(Cookie("__Host-theme", "dark", lifetime: .seconds(365 * 86_400)))
/// ```
public struct Cookie: Sendable, Hashable {
    /// Which requests from other sites bring the cookie along.
    public struct SameSite: Sendable, Hashable {
        let text: String

        /// None at all, not even a link from there.
        public static let strict = SameSite(text: "Strict")
        /// Links to this site, but neither forms nor frames nor scripts.
        public static let lax = SameSite(text: "Lax")
        /// All of them.
        public static let none = SameSite(text: "None")
    }

    /// The name, up to 256 bytes. One that begins with `__Host-` can have been set by this very host only, one with
    /// `__Secure-` over HTTPS only, one with `__Http-` by a web server and no script; `__Host-Http-` is all of that.
    public var name: String

    /// The value, up to 4 KiB together with the name; printable ASCII without space, `"`, `,`, `;` and `\`.
    public var value: String

    /// How long the client keeps it, 400 days at most; `nil` until the browser ends.
    public var lifetime: Duration?

    /// The path below which it is sent; `/` unless told.
    public var path: String

    /// The domain to whose hosts it is sent, such as `example.com`; `nil`, as usual, for this host alone.
    ///
    /// It is the name of a host: parts of ASCII letters, digits and "-", the whole of at most 253 bytes. A dot in front,
    /// which browsers would ignore, a port, an address and a name of one part, which they would refuse, are errors.
    public var domain: String?

    /// Whether it is sent over HTTPS only; browsers make an exception of `localhost`.
    public var isSecure: Bool

    /// Whether no script can read it.
    public var isHTTPOnly: Bool

    /// Which requests from other sites bring it along.
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
    /// - Throws: ``CookieError`` for what a browser would refuse, or read as something else.
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
        guard !name.isEmpty, name.utf8.allSatisfy(HTTPToken.contains) else { throw refuse("its name is no token") }
        guard name.utf8.count <= Cookies.longestName else {
            throw refuse("its name has more than \(Cookies.longestName) bytes")
        }
        guard value.utf8.allSatisfy(Self.isValueByte) else {
            throw refuse("its value holds a space, a quote, a comma, a semicolon, a backslash or no ASCII; encode it")
        }
        guard name.utf8.count + value.utf8.count <= 4096 else { throw refuse("name and value have more than 4 KiB") }
        guard path.utf8.first == UInt8(ascii: "/"), path.utf8.count <= 1024, path.utf8.allSatisfy(Self.isAttributeByte)
        else { throw refuse("its path does not begin with \"/\", or holds what no path has") }
        if let domain {
            guard Self.isDomain(domain) else {
                throw refuse(
                    "its domain is no name of a host with two parts or more: no port, address or dot around it")
            }
        }
        if let lifetime, lifetime.wholeSeconds > 400 * 86_400 { throw refuse("it would live more than 400 days") }
        if sameSite == .none, !isSecure { throw refuse("SameSite=None without Secure is refused by browsers") }
        // Browsers compare without regard to case (RFC 6265bis, section 5.4).
        let lowercased = name.lowercasedASCII
        func isNamed(_ prefixes: String...) -> Bool { prefixes.contains(where: lowercased.begins(with:)) }
        if isNamed("__host-"), !isSecure || path.utf8.count != 1 || domain != nil {
            throw refuse("with __Host- in its name it is secure, has the path / and no domain")
        }
        if isNamed("__secure-"), !isSecure { throw refuse("with __Secure- in its name it is secure") }
        if isNamed("__http-", "__host-http-"), !isSecure || !isHTTPOnly {
            throw refuse("with __Http- or __Host-Http- in its name it is secure, and no script can read it")
        }
    }

    /// A cookie-octet (RFC 6265, section 4.1.1).
    static func isValueByte(_ byte: UInt8) -> Bool {
        (0x21..<0x7F).contains(byte) && !"\",;\\".utf8.contains(byte)
    }

    /// A name of a host (RFC 1123, section 2.1) that a browser takes for a domain (RFC 6265bis, section 5.7).
    private static func isDomain(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.count >= 2, labels.allSatisfy(isLabel), let last = labels.last else {
            return false
        }
        // 192.0.2.7, and what else a browser reads as an address: 0x7f.1, 1.2.
        return !last.allSatisfy { (0x30...0x39).contains($0) } && !last.starts(with: "0x".utf8)
            && !last.starts(with: "0X".utf8)
    }

    private static func isLabel(_ label: Substring.UTF8View) -> Bool {
        guard (1...63).contains(label.count), label.first != UInt8(ascii: "-"), label.last != UInt8(ascii: "-") else {
            return false
        }
        return label.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x30...0x39).contains(byte)
                || byte == UInt8(ascii: "-")
        }
    }

    private static func isAttributeByte(_ byte: UInt8) -> Bool {
        (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: ";")
    }
}
