/// The response of a FastCGI application.
public struct ClientResponse: Sendable, Hashable {
    /// The content of FCGI_STDOUT.
    public let output: [UInt8]

    /// The content of FCGI_STDERR.
    public let errors: [UInt8]

    /// The application status in FCGI_END_REQUEST.
    public let applicationStatus: UInt32

    /// 0 FCGI_REQUEST_COMPLETE, 1 FCGI_CANT_MPX_CONN, 2 FCGI_OVERLOADED, 3 FCGI_UNKNOWN_ROLE.
    public let protocolStatus: UInt8

    /// The output, split into head and body.
    ///
    /// - Throws: ``ClientError`` if it is not a CGI response (RFC 3875, section 6).
    public func head() throws(ClientError) -> GatewayResponse {
        try GatewayResponse(output)
    }
}
