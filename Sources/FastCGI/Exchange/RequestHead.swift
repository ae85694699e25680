internal import GatewayInterface

/// What is known of a request before libfcgi sees it.
struct RequestHead: Sendable {
    let requestID: UInt16
    /// One that the specification knows, or any other number.
    let role: Role
    /// Whether the peer set FCGI_KEEP_CONN.
    let keepsConnection: Bool
    let parameters: Result<Parameters, ParametersError>
    /// The number of bytes from the request's first record to the end of its parameters; `nil` for parameters that are too
    /// large, whose end has not been looked for.
    let length: Int?
    /// The other requests that the peer tried to begin before the end of the parameters.
    let multiplexed: [UInt16]
}
