public import GatewayInterface
public import HTTPTypes

/// A request that has found its route.
public struct Request: Sendable {
    /// The method, as the client sent it: a HEAD request that a GET route answers says HEAD.
    public internal(set) var method: HTTPRequest.Method

    /// The target below the mount: decoded segments, and the query as it came.
    public let target: RequestTarget

    /// The values of the parameters in the route's path.
    public internal(set) var path: PathParameters

    /// Everything that the web server handed over, as bytes.
    public let parameters: Parameters

    /// The body, read when asked.
    public let body: RequestBody

    /// When the request came.
    public let time: Timestamp

    /// Where it comes from and which host it is for.
    let origin: RequestOrigin

    let nonceBox: Nonce

    /// The decoded segments of the mount.
    let mount: [String]

    /// The routes that have a name.
    let links: Links

    /// The value of a header field, as the web server passes it; `nil` when there is none.
    ///
    /// A field that came several times is one list by then, joined by the web server. `Proxy` is never there, because
    /// as a CGI variable it would pose as the setting HTTP_PROXY.
    public func header(_ name: HTTPField.Name) -> String? {
        parameters.field(name.canonicalName)
    }
}
