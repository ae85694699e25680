internal import Glibc

/// How the process was started, according to descriptor 0 and the environment.
///
/// With FastCGI, descriptor 0 is a listening socket (mod_fcgid, spawn-fcgi, `cgi-fcgi -start`). With CGI, the
/// environment contains the request. `FCGX_IsCGI` checks whether descriptor 0 has a peer, which is also missing for
/// any file. The check for a listening socket is stricter.
public struct Start: Sendable, Hashable {
    private enum Storage: Sendable {
        case fastCGI
        case cgi
        case neither
    }

    private let storage: Storage

    /// Descriptor 0 is a listening socket.
    public static let fastCGI = Start(storage: .fastCGI)
    /// The environment contains a request.
    ///
    /// The client can choose the arguments of such a process: RFC 3875, section 4.4, turns the words of a query
    /// without "=" into arguments. Do not read them.
    public static let cgi = Start(storage: .cgi)
    /// Started by hand; the arguments decide what to do.
    public static let neither = Start(storage: .neither)

    /// How this process was started.
    public static var current: Start {
        if Listener.isListening(STDIN_FILENO) { return .fastCGI }
        let isCGI = ProcessEnvironment.contains("GATEWAY_INTERFACE") || ProcessEnvironment.contains("REQUEST_METHOD")
        return isCGI ? .cgi : .neither
    }
}
