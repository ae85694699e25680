internal import Glibc

/// How a process was started, as far as descriptor 0 and the environment tell.
///
/// FastCGI puts a listening socket on descriptor 0 (mod_fcgid, spawn-fcgi, `cgi-fcgi -start`); CGI puts the request
/// into the environment. `FCGX_IsCGI` asks whether descriptor 0 has no peer, which any file has not either; whether it
/// listens is the narrower question.
public struct Start: Sendable, Hashable {
    private enum Storage: Sendable {
        case fastCGI
        case cgi
        case neither
    }

    private let storage: Storage

    /// Descriptor 0 is a listening socket.
    public static let fastCGI = Start(storage: .fastCGI)
    /// The environment holds a request.
    ///
    /// The arguments of such a process may come from the client: RFC 3875, section 4.4, makes the words of a query
    /// without "=" arguments of the script. Nobody may look at them.
    public static let cgi = Start(storage: .cgi)
    /// Started by hand; the arguments say what to do.
    public static let neither = Start(storage: .neither)

    /// How this process was started.
    public static var current: Start {
        if Listener.isListening(STDIN_FILENO) { return .fastCGI }
        let isCGI = ProcessEnvironment.contains("GATEWAY_INTERFACE") || ProcessEnvironment.contains("REQUEST_METHOD")
        return isCGI ? .cgi : .neither
    }
}
