/// An application whose server does more than HTTP/1.1: HTTP/2, TLS or WebSocket. The web server does the first two, and
/// FastCGI and CGI cannot carry WebSocket.
public struct UnsupportedServerError: Error, CustomStringConvertible {
    private let type: String

    init(type: String) {
        self.type = type
    }

    /// The reason, and what to do.
    public var description: String {
        "the application has the server \(type), which cannot work over FastCGI or CGI: the web server does TLS and HTTP/2, "
            + "and WebSocket needs a connection of its own; for runFastCGI, create the application with `server: .http1()`"
    }
}
