public import GatewayInterface
public import HTTPTypes

/// A request as the web server handed it over.
///
/// It is a value of its own: the parameters are one block of bytes that nobody else has, so a request may be kept, sent to an
/// actor, or outlive its connection. Only its ``body`` ends with the answer.
public struct Request: Sendable {
    /// What the web server wants to know: `FCGX_Request.role`.
    public let role: Role

    /// The parameters: `REQUEST_METHOD`, `REQUEST_URI`, `HTTP_…` and whatever else the web server sends.
    ///
    /// In FastCGI they are the content of FCGI_PARAMS (libfcgi's `FCGX_Request.envp` stays empty), in CGI the environment of
    /// the process.
    public let parameters: Parameters

    /// The body, read when asked: the FCGI_STDIN records, or standard input in CGI.
    public let body: RequestBody

    /// The value of a header field, as the web server passes it; `nil` when there is none.
    ///
    /// An empty field is an empty text, but for `Content-Type` and `Content-Length`: of these, web servers pass an empty
    /// parameter where the client has sent none, and the value is `nil`.
    ///
    /// Names are compared without regard to case. A field that came several times is one list by then, joined by the
    /// web server. `Proxy` is never there: as a variable it would pose as the setting HTTP_PROXY.
    public func header(_ name: HTTPField.Name) -> String? {
        parameters.field(name.canonicalName)
    }
}
