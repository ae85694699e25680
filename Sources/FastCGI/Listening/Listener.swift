internal import CFastCGI
internal import Glibc

/// A socket on which web servers connect; closed, and its path removed, when its owner is done with it.
public struct Listener: ~Copyable, Sendable {
    private let descriptor: Descriptor
    private let path: OwnedPath?

    /// Where it listens; `nil` for a socket that was inherited.
    public let address: SocketAddress?

    var number: CInt { descriptor.number }

    /// Whether somebody else made the socket, and chose who can connect.
    var isInherited: Bool { address == nil }

    private init(adopting descriptor: consuming Descriptor, address: SocketAddress?, path: OwnedPath?) {
        self.descriptor = descriptor
        self.address = address
        self.path = path
    }

    deinit {
        path?.remove()
    }

    /// Removes the name of a Unix socket, so that nobody can connect any more; who has connected is still accepted.
    func removePath() {
        path?.remove()
    }

    /// The listening socket that a web server or spawn-fcgi left on descriptor 0 (FCGI_LISTENSOCK_FILENO), where
    /// `FCGX_Accept` waits unless told otherwise.
    ///
    /// - Throws: ``FastCGIError/Code/notStarted`` when descriptor 0 does not listen.
    public static func inherited() throws(FastCGIError) -> Listener {
        guard isListening(CInt(FCGI_LISTENSOCK_FILENO)) else {
            throw FastCGIError(.notStarted, "descriptor 0 is no listening socket")
        }
        do throws(SystemError) {
            try prepare(CInt(FCGI_LISTENSOCK_FILENO))
        } catch {
            throw FastCGIError(.cannotListen, "cannot serve on descriptor 0: \(error)")
        }
        return Listener(adopting: Descriptor(adopting: CInt(FCGI_LISTENSOCK_FILENO)), address: nil, path: nil)
    }

    /// Listens on an address, in the place of `FCGX_OpenSocket`.
    ///
    /// A Unix socket is created with the given permissions, never wider for a moment. A socket file that nobody listens
    /// on any more is replaced; one where somebody does is left alone.
    ///
    /// - Parameters:
    ///   - address: where to listen.
    ///   - mode: the permissions of a Unix socket; 0600 unless told, so that only the same user connects. Whoever
    ///     can connect must also be let in by ``ServerConfiguration/peers``.
    /// - Throws: ``FastCGIError/Code/cannotListen`` with the reason.
    public init(_ address: SocketAddress, mode: UInt16 = 0o600) throws(FastCGIError) {
        do throws(SystemError) {
            let descriptor = try address.openSocket()
            var path: OwnedPath?
            if case .unix(let name) = address.storage {
                _ = try systemCall("fchmod") { fchmod(descriptor.number, mode_t(mode)) }
                do throws(SystemError) {
                    try address.bind(descriptor.number)
                } catch  where error.number == EADDRINUSE {
                    try Self.removeStaleSocket(at: name, address)
                    try address.bind(descriptor.number)
                }
                path = try OwnedPath(name)
                // bind(2) has taken the umask off; only now, when the mode can but grow to what was asked for.
                _ = try systemCall("chmod \(name)") { unsafe chmod(name, mode_t(mode)) }
            } else {
                try Self.setOption(SO_REUSEADDR, to: 1, descriptor.number)
                try address.bind(descriptor.number)
            }
            try Self.prepare(descriptor.number)
            _ = try systemCall("listen \(address)") { listen(descriptor.number, SOMAXCONN) }
            let bound = try address.bound(descriptor.number)
            self.init(adopting: descriptor, address: bound, path: path)
        } catch {
            throw FastCGIError(.cannotListen, Self.explanation(of: error, address))
        }
    }

    /// Whether a descriptor is a socket that listens.
    static func isListening(_ descriptor: CInt) -> Bool {
        var listens: CInt = 0
        var length = socklen_t(4)
        // getsockopt(2) writes the four bytes of `listens`. Where it fails there is no such socket.
        let result = try? systemCall("getsockopt SO_ACCEPTCONN") {
            unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length)
        }
        return result != nil && listens != 0
    }

    /// Whether it is no Unix socket.
    var isTCP: Bool {
        var domain: CInt = 0
        var length = socklen_t(4)
        // getsockopt(2) writes the four bytes of `domain`.
        let result = try? systemCall("getsockopt SO_DOMAIN") {
            unsafe getsockopt(number, SOL_SOCKET, SO_DOMAIN, &domain, &length)
        }
        return result != nil && domain != AF_UNIX
    }

    private static func prepare(_ descriptor: CInt) throws(SystemError) {
        // Connections inherit it: so much of a body may be on its way over TCP, or what net.core.rmem_max allows. (A Unix
        // socket has the room of its sender.)
        try setOption(SO_RCVBUF, to: 1 << 20, descriptor)
        // accept4(2) must not block: another process may take the connection that poll(2) has announced.
        let flags = try systemCall("fcntl") { fcntl(descriptor, F_GETFL) }
        _ = try systemCall("fcntl") { fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) }
        _ = try systemCall("fcntl") { fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    }

    private static func setOption(_ option: CInt, to value: CInt, _ descriptor: CInt) throws(SystemError) {
        var value = value
        // setsockopt(2) copies the four bytes before it returns.
        _ = try systemCall("setsockopt") { unsafe setsockopt(descriptor, SOL_SOCKET, option, &value, socklen_t(4)) }
    }

    private static func removeStaleSocket(at path: String, _ address: SocketAddress) throws(SystemError) {
        var information = stat()
        // lstat(2) fills the local variable.
        _ = try systemCall("examine \(path)") { unsafe lstat(path, &information) }
        guard information.st_mode & S_IFMT == S_IFSOCK else {
            throw SystemError("bind \(path)", number: EEXIST)
        }
        do throws(SystemError) {
            _ = try address.connect()
        } catch  where error.number == ECONNREFUSED {
            _ = try systemCall("remove the stale socket \(path)") { unsafe unlink(path) }
            return
        }
        throw SystemError("bind \(path)", number: EADDRINUSE)
    }

    private static func explanation(of error: SystemError, _ address: SocketAddress) -> String {
        switch error.number {
        case EADDRINUSE:
            "cannot listen on \(address): another process listens there; stop it, or choose another address"
        case EEXIST:
            "cannot listen on \(address): there is a file of that name that is no socket; remove it, or choose another path"
        case ENOENT, ENOTDIR, EACCES, EPERM, EROFS:
            "cannot listen on \(address): \(error); choose a directory that is there and that this user may write to"
        default:
            "cannot listen on \(address): \(error)\(error.advice)"
        }
    }
}
