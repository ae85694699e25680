public import GatewayInterface
public import HTTPTypes

/// A request as the web server handed it over.
///
/// It is a value of its own, without C pointers: the binding has read the parameters itself, so a request may be kept, sent
/// to an actor, or outlive its connection. Only its ``body`` ends with the answer.
public struct Request: Sendable {
    /// What the web server wants to know: `FCGX_Request.role`. libfcgi also puts it into the environment, as `FCGI_ROLE`; here
    /// ``parameters`` hold what the web server sent, and nothing besides.
    public let role: Role

    /// The parameters: `REQUEST_METHOD`, `REQUEST_URI`, `HTTP_…` and whatever else the web server sends.
    ///
    /// In FastCGI they are the content of FCGI_PARAMS (libfcgi's `FCGX_Request.envp` stays empty), in CGI the environment of
    /// the process.
    public let parameters: Parameters

    /// The body, read when asked: the FCGI_STDIN records, or standard input in CGI. It stands for `FCGX_GetStr` on
    /// `FCGX_Request.in`.
    public let body: RequestBody

    /// The connection over which it came: a number that no other connection to this process has. 1 by CGI.
    ///
    /// A web server sends one request over each, or keeps it for several (FCGI_KEEP_CONN): then the requests of many clients
    /// may come over one connection. It says nothing about who the client is.
    public internal(set) var connectionID = 1

    /// Which request on its connection it is; 1 for the first. A request that was refused before it reached a handler counts.
    public internal(set) var numberOnConnection = 1

    /// The value of a header field, as the web server passes it; `nil` when there is none.
    ///
    /// An empty field is `""`, but for Content-Type and Content-Length: nginx passes these two always, empty when the client
    /// sent none, and so an empty one is `nil`.
    ///
    /// Names are compared without regard to case. A field that came several times is one list by then, joined by the
    /// web server. `Proxy` is never there: as a variable it would pose as the setting HTTP_PROXY.
    public func header(_ name: HTTPField.Name) -> String? {
        parameters.field(name.canonicalName)
    }
}
