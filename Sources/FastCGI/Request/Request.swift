public import GatewayInterface
public import HTTPTypes

/// A request from the web server.
///
/// It is a value without C pointers, because the library reads the parameters itself. A request may be stored, sent to
/// an actor, or outlive its connection. Only its ``body`` ends with the response.
public struct Request: Sendable {
    /// The role that the web server requests: `FCGX_Request.role`. libfcgi also adds it to the environment as
    /// `FCGI_ROLE`; ``parameters`` hold only what the web server sent.
    public let role: Role

    /// The parameters: `REQUEST_METHOD`, `REQUEST_URI`, `HTTP_…` and all others that the web server sends.
    ///
    /// With FastCGI they are the content of FCGI_PARAMS (libfcgi's `FCGX_Request.envp` stays empty), with CGI the
    /// environment of the process.
    public let parameters: Parameters

    /// The body, read on demand: the FCGI_STDIN records, or standard input with CGI. It replaces `FCGX_GetStr` on
    /// `FCGX_Request.in`.
    public let body: RequestBody

    /// The id of the connection, unique in this process; 1 with CGI.
    ///
    /// A web server sends one request over each connection, or keeps it for several (FCGI_KEEP_CONN). Then requests of
    /// many clients may share a connection, so the id does not identify a client.
    public internal(set) var connectionID = 1

    /// The position of the request on its connection; 1 for the first. Requests that got an error before a handler
    /// count too.
    public internal(set) var numberOnConnection = 1

    /// The value of a header field, as the web server passes it; `nil` without the field.
    ///
    /// An empty field is `""`, except Content-Type and Content-Length: nginx always passes these two, empty if the
    /// client sent none, so an empty one is `nil`.
    ///
    /// Names are compared without regard to case. The web server joins a field that occurs several times into one list.
    /// `Proxy` is always `nil`: its variable would look like the setting HTTP_PROXY.
    public func header(_ name: HTTPField.Name) -> String? {
        parameters.field(name.canonicalName)
    }
}
