public import HTTPTypes

/// A request in a test, and the parameters that a web server derives from it.
public struct TestRequest: Sendable {
    /// The method.
    public var method: HTTPRequest.Method

    /// The request target, byte for byte as in `REQUEST_URI`.
    public var target: String

    /// The header fields.
    public var headers: HTTPFields

    /// The body.
    public var body: [UInt8]

    /// Further parameters, such as `REMOTE_ADDR`. They replace derived parameters of the same name.
    public var parameters: [String: String]

    /// Creates a request.
    public init(
        _ method: HTTPRequest.Method,
        _ target: String,
        headers: HTTPFields = [:],
        body: [UInt8] = [],
        parameters: [String: String] = [:]
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.parameters = parameters
    }

    /// Creates a request of a client.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - target: the path and query, byte for byte.
    ///   - identity: the client. Its header fields and parameters are added to those of the request.
    ///   - headers: header fields in addition to those of `identity`.
    ///   - body: the body.
    public init(
        _ method: HTTPRequest.Method,
        _ target: String,
        as identity: TestIdentity,
        headers: HTTPFields = [:],
        body: [UInt8] = []
    ) {
        var fields = identity.headers
        for field in headers { fields.append(field) }
        self.init(method, target, headers: fields, body: body, parameters: identity.parameters)
    }

    /// The parameters as a web server passes them for HTTPS (RFC 3875, section 4.1), sorted by name.
    ///
    /// - Parameter host: the requested host, unless a `Host` field names another.
    public func pairs(host: String = "localhost") -> [(name: String, value: String)] {
        var pairs = [
            "HTTPS": "on",
            "GATEWAY_INTERFACE": "CGI/1.1",
            "QUERY_STRING": String(Substring(target.utf8.drop { $0 != UInt8(ascii: "?") }.dropFirst())),
            "REMOTE_ADDR": "192.0.2.1",
            "REQUEST_METHOD": method.rawValue,
            "REQUEST_URI": target,
            "SERVER_NAME": host,
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
        ]
        if !body.isEmpty { pairs["CONTENT_LENGTH"] = String(body.count) }
        for field in headers {
            let name = field.name.canonicalName.uppercased().split(separator: "-", omittingEmptySubsequences: false)
                .joined(separator: "_")
            let variable = name == "CONTENT_TYPE" ? name : "HTTP_" + name
            // A web server joins fields of the same name (RFC 3875, section 4.1.18; cookies by RFC 6265, section 5.4).
            let separator = field.name == .cookie ? "; " : ", "
            pairs[variable] = pairs[variable].map { $0 + separator + field.value } ?? field.value
        }
        if pairs["HTTP_HOST"] == nil { pairs["HTTP_HOST"] = host }
        for (name, value) in parameters { pairs[name] = value }
        return pairs.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }
}
