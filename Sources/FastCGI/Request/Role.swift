internal import CFastCGI

/// What the web server wants of a request (FastCGI specification, section 6).
public struct Role: Sendable, Hashable {
    /// The number in FCGI_BEGIN_REQUEST.
    let number: UInt16

    /// FCGI_RESPONDER: the answer goes to the client. The only role in CGI.
    public static let responder = Role(number: UInt16(FCGI_RESPONDER))

    /// FCGI_AUTHORIZER: the web server asks whether the client may have what it asked for, and goes on by itself if so.
    ///
    /// Only `authorize` of ``ResponseWriter`` says yes. A server takes such requests only if its configuration says so.
    public static let authorizer = Role(number: UInt16(FCGI_AUTHORIZER))

    static let all = [responder, authorizer]
}

extension Role: CustomStringConvertible {
    /// The name in the specification.
    public var description: String {
        self == .authorizer ? "AUTHORIZER" : "RESPONDER"
    }
}
