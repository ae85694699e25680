public import GatewayInterface

/// A request as the web server handed it over.
///
/// It is a value of its own: the parameters are copied out of libfcgi's memory, so a request may be kept, sent to an
/// actor, or outlive its connection. Only its ``body`` ends with the answer.
public struct Request: Sendable {
    /// The parameters: `REQUEST_METHOD`, `REQUEST_URI`, `HTTP_…` and whatever else the web server sends.
    ///
    /// In FastCGI they are `FCGX_Request.envp`, in CGI the environment of the process.
    public let parameters: Parameters

    /// The body, read when asked: `FCGX_GetStr` on `FCGX_Request.in`, or standard input in CGI.
    public let body: RequestBody
}
