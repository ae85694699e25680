public import GatewayInterface
public import HTTPTypes

/// A request that matched a route.
public struct Request: Sendable {
    /// The method, as the client sent it. A GET route that serves a HEAD request sees HEAD.
    public internal(set) var method: HTTPRequest.Method

    /// The values of the parameters in the route's path.
    public internal(set) var path: PathParameters

    /// Everything that does not depend on the route.
    let context: RequestContext

    /// The parts that middleware changed. `nil` for the request as it arrived.
    var changes: RequestChanges?

    /// The target below the mount: decoded segments, and the query as it came.
    public var target: RequestTarget { context.target }

    /// All parameters from the web server, as bytes, with the changes of ``setHeader(_:to:)``.
    public var parameters: Parameters { changes?.parameters ?? context.parameters }

    /// The time at which the request arrived.
    public var time: Timestamp { context.time }

    /// The client's address, the host and the scheme.
    var origin: RequestOrigin { context.origin }

    /// The decoded segments of the mount.
    var mount: [String] { context.mount }

    /// The URL path of the mount, without a "/" at its end; empty for the root.
    package var mountPath: String { PathText.path(mount) }

    /// The named routes.
    var links: Links { context.links }

    /// The header fields of the request: `request.headers[.userAgent]`.
    ///
    /// The web server or the binding joins a field that came several times into one list. `Proxy` is never there, because
    /// its CGI variable would be HTTP_PROXY, a setting of many HTTP clients.
    public var headers: RequestHeaders { RequestHeaders(parameters) }
}

/// The header fields of a request.
public struct RequestHeaders: Sendable {
    private let parameters: Parameters

    init(_ parameters: Parameters) {
        self.parameters = parameters
    }

    /// The value of a header field; `nil` if the request does not have the field.
    ///
    /// ```swift
    /// let language = request.headers[.acceptLanguage]
    /// ```
    public subscript(name: HTTPField.Name) -> String? { parameters.field(name.canonicalName) }
}

extension HTTPRequest.Method {
    /// GET, HEAD and OPTIONS. RFC 9110 also defines TRACE as safe, but handlers cannot serve it.
    var isSafe: Bool { self == .get || self == .head || self == .options }
}
