/// The authority of a request target in absolute form (RFC 9112, section 3.2.2): `http://www.example.com/x`.
struct TargetAuthority {
    /// Host and port, as they came.
    let text: String
    private let isSecure: Bool

    /// - Parameter uri: a target that ``RequestTarget/init(_:)`` has read.
    /// - Returns: `nil` for a target that begins with its path.
    init?(_ uri: ArraySlice<UInt8>) {
        guard uri.first != UInt8(ascii: "/") else { return nil }
        isSecure = uri.starts(with: "https:".utf8)
        let rest = uri.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)
        text = String(decoding: rest.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
    }

    /// Whether the `Host` field names the same host and port: another reader of the request may look at either. Names
    /// count in either case, and the port of the target's scheme may be left out (RFC 3986, section 6.2.3).
    ///
    /// - Parameter field: the value of the field; without one, the authority alone says what the request is for.
    func agrees(with field: String?) -> Bool {
        guard let own = RequestHost(text) else { return false }
        guard let field else { return true }
        guard let other = RequestHost(field) else { return false }
        let port = isSecure ? 443 : 80
        return own.name == other.name && (own.port ?? port) == (other.port ?? port)
    }
}
