/// The answer of a FastCGI application.
public struct ClientResponse: Sendable, Hashable {
    /// What came as FCGI_STDOUT.
    public let output: [UInt8]

    /// What came as FCGI_STDERR.
    public let errors: [UInt8]

    /// The application's exit status, as FCGI_END_REQUEST has it.
    public let applicationStatus: UInt32

    /// 0 FCGI_REQUEST_COMPLETE, 1 FCGI_CANT_MPX_CONN, 2 FCGI_OVERLOADED, 3 FCGI_UNKNOWN_ROLE.
    public let protocolStatus: UInt8

    /// The output, split into head and body.
    ///
    /// - Throws: ``ClientError`` if it is no answer as RFC 3875, section 6, has it.
    public func head() throws(ClientError) -> GatewayResponse {
        try GatewayResponse(output)
    }
}
