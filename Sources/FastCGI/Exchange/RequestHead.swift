internal import GatewayInterface

/// What is known about a request before libfcgi receives it.
struct RequestHead: Sendable {
    let requestID: UInt16
    /// A role of the specification, or any other number.
    let role: Role
    /// Whether the peer set FCGI_KEEP_CONN.
    let keepsConnection: Bool
    let parameters: Result<Parameters, ParametersError>
    /// The announced length of the body; `absent` if the parameters are invalid.
    let contentLength: ContentLength
    /// The number of bytes from the request's first record to the end of its parameters; `nil` if the parameters are
    /// too large and were not read to their end.
    let length: Int?
    /// The ids of other requests that the peer tried to begin before the end of the parameters.
    let multiplexed: [UInt16]
}
