internal import CFastCGI

/// The role that the web server gives a program for a request (FastCGI specification, section 6).
public struct Role: Sendable, Hashable {
    /// The number in FCGI_BEGIN_REQUEST.
    let number: UInt16

    /// FCGI_RESPONDER: the client gets the response. The only role in CGI.
    public static let responder = Role(number: UInt16(FCGI_RESPONDER))

    /// FCGI_AUTHORIZER: the program decides whether the client's request is allowed, and the web server then serves it.
    ///
    /// Only `authorize` of ``ResponseWriter`` allows a request. A server accepts this role only if its configuration
    /// allows it.
    public static let authorizer = Role(number: UInt16(FCGI_AUTHORIZER))

    static let all = [responder, authorizer]
}

extension Role: CustomStringConvertible {
    /// The name in the specification.
    public var description: String {
        self == .authorizer ? "AUTHORIZER" : "RESPONDER"
    }
}
