internal import GatewayInterface

/// What is known of a request before libfcgi sees it.
struct RequestHead: Sendable {
    let requestID: UInt16
    /// One that the specification knows, or any other number.
    let role: Role
    /// Whether the peer set FCGI_KEEP_CONN.
    let keepsConnection: Bool
    let parameters: Result<Parameters, ParametersError>
    /// Whether the record that ends the body has arrived too: then nothing that reads the body can block.
    let isWhole: Bool
    /// Whether there is more behind the end of the body. libfcgi reads it together with the body and forgets it, so
    /// the connection cannot be kept.
    let isFollowed: Bool
    /// The number of bytes of a request that is whole, from its first record to the end of its body.
    let length: Int
}
