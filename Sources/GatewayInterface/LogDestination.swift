/// The destination of log lines during a request. Outside of requests, lines always go to standard error.
public struct LogDestination: Sendable, Hashable {
    private enum Place {
        case webServer
        case standardError
    }

    private let place: Place

    /// To the web server, as FCGI_STDERR of the request: the lines appear in its error log, for the virtual host.
    public static let webServer = LogDestination(place: .webServer)

    /// To the standard error of the process, with a timestamp. No log line is sent over the connection.
    ///
    /// Use it for a process with its own log, such as the journal of systemd, and for web servers that do not handle
    /// FCGI_STDERR: HAProxy 2.6 ends by a signal after some hundred lines.
    public static let standardError = LogDestination(place: .standardError)
}
