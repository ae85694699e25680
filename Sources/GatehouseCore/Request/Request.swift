public import GatewayInterface
public import HTTPTypes

/// A request that has found its route.
public struct Request: Sendable {
    /// The method, as the client sent it: a HEAD request that a GET route answers says HEAD.
    public internal(set) var method: HTTPRequest.Method

    /// The values of the parameters in the route's path.
    public internal(set) var path: PathParameters

    /// All that no route changes.
    let context: RequestContext

    /// The target below the mount: decoded segments, and the query as it came.
    public var target: RequestTarget { context.target }

    /// Everything that the web server handed over, as bytes.
    public var parameters: Parameters { context.parameters }

    /// The body, read when asked.
    public var body: RequestBody { context.body }

    /// When the request came.
    public var time: Timestamp { context.time }

    /// Where it comes from and which host it is for.
    var origin: RequestOrigin { context.origin }

    /// The decoded segments of the mount.
    var mount: [String] { context.mount }

    /// The routes that have a name.
    var links: Links { context.links }

    /// The value of a header field, as the web server passes it; `nil` when there is none.
    ///
    /// A field that came several times is one list by then, joined by the web server or the binding. `Proxy` is never there, because
    /// as a CGI variable it would pose as the setting HTTP_PROXY.
    public func header(_ name: HTTPField.Name) -> String? {
        parameters.field(name.canonicalName)
    }
}

extension HTTPRequest.Method {
    /// GET, HEAD and OPTIONS. TRACE is safe by RFC 9110 too, but no handler serves it.
    var isSafe: Bool { self == .get || self == .head || self == .options }
}
