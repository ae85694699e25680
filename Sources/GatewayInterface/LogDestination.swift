/// Where the lines of the log go while a request is answered. Outside of a request they always go to standard error.
public struct LogDestination: Sendable, Hashable {
    private enum Place {
        case webServer
        case standardError
    }

    private let place: Place

    /// To the web server, as FCGI_STDERR of the request: its error log for the virtual host has them.
    public static let webServer = LogDestination(place: .webServer)

    /// To the standard error of the process, with the time in front. Nothing of the log goes over the connection.
    ///
    /// For a process that keeps a log of its own, such as the journal of systemd, and for web servers that do not stand
    /// FCGI_STDERR: HAProxy 2.6 ends by a signal after some hundred lines.
    public static let standardError = LogDestination(place: .standardError)
}
