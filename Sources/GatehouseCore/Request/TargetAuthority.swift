/// The authority of a request target in absolute form (RFC 9112, section 3.2.2): `http://www.example.com/x`.
struct TargetAuthority {
    /// The host and port, unchanged.
    let text: String
    private let isSecure: Bool

    /// - Parameter uri: a target that ``RequestTarget/init(_:)`` accepted.
    /// - Returns: `nil` for a target that begins with its path.
    init?(_ uri: ArraySlice<UInt8>) {
        guard uri.first != UInt8(ascii: "/") else { return nil }
        isSecure = uri.starts(with: "https:".utf8)
        let rest = uri.drop { $0 != UInt8(ascii: "/") }.dropFirst(2)
        text = String(decoding: rest.prefix { $0 != UInt8(ascii: "/") }, as: UTF8.self)
    }

    /// Whether the `Host` field names the same host and port: another reader of the request may use either. Names are
    /// compared without regard to case, and the default port of the target's scheme may be missing (RFC 3986, section
    /// 6.2.3).
    ///
    /// - Parameter field: the value of the field. If it is `nil`, the authority alone determines the host.
    func agrees(with field: String?) -> Bool {
        guard let own = RequestHost(text) else { return false }
        guard let field else { return true }
        guard let other = RequestHost(field) else { return false }
        let port = isSecure ? 443 : 80
        return own.name == other.name && (own.port ?? port) == (other.port ?? port)
    }
}
