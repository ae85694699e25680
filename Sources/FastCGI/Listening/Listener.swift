internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// A socket that accepts connections of web servers. It is closed, and its path removed, when its lifetime ends.
public struct Listener: ~Copyable, Sendable {
    private let descriptor: Descriptor
    private let path: OwnedPath?

    /// The address; `nil` for an inherited socket.
    public let address: SocketAddress?

    /// The descriptor, which the listener closes.
    package var number: CInt { descriptor.number }

    /// Whether another process created the socket and chose its permissions.
    var isInherited: Bool { address == nil }

    private init(adopting descriptor: consuming Descriptor, address: SocketAddress?, path: OwnedPath?) {
        self.descriptor = descriptor
        self.address = address
        self.path = path
    }

    deinit {
        path?.remove()
    }

    /// Removes the path of a Unix socket, so that no new peer can connect. Connections that are already queued are
    /// still accepted.
    func removePath() {
        path?.remove()
    }

    /// The listening socket that a web server or spawn-fcgi passes as descriptor 0 (FCGI_LISTENSOCK_FILENO).
    /// `FCGX_Accept` uses the same one by default.
    ///
    /// - Throws: ``FastCGIError/Code/notStarted`` if descriptor 0 is not a listening socket.
    public static func inherited() throws(FastCGIError) -> Listener {
        guard isListening(CInt(FCGI_LISTENSOCK_FILENO)) else {
            throw FastCGIError(.notStarted, "descriptor 0 is not a listening socket")
        }
        do throws(SystemError) {
            try prepare(CInt(FCGI_LISTENSOCK_FILENO))
        } catch {
            throw FastCGIError(.cannotListen, "cannot serve on descriptor 0: \(error)")
        }
        return Listener(adopting: Descriptor(adopting: CInt(FCGI_LISTENSOCK_FILENO)), address: nil, path: nil)
    }

    /// Listens on an address. It replaces `FCGX_OpenSocket`.
    ///
    /// A Unix socket is created with the given permissions; they are never wider, not even for a moment. A socket
    /// file without a listener is replaced. A socket file with a listener is an error.
    ///
    /// - Parameters:
    ///   - address: The address to listen on.
    ///   - mode: The permissions of a Unix socket. Defaults to 0600, so that only the same user can connect.
    ///     ``ServerConfiguration/peers`` must also allow the peer.
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
                // bind(2) has applied the umask, so this call can only widen the mode to the requested one.
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

    /// Whether a descriptor is a listening socket.
    static func isListening(_ descriptor: CInt) -> Bool {
        var listens: CInt = 0
        var length = socklen_t(4)
        // getsockopt(2) writes the four bytes of `listens`. It fails if the descriptor is not a socket.
        let result = try? systemCall("getsockopt SO_ACCEPTCONN") {
            unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length)
        }
        return result != nil && listens != 0
    }

    /// Whether it is a TCP socket.
    var isTCP: Bool {
        var domain: CInt = 0
        var length = socklen_t(4)
        // getsockopt(2) writes the four bytes of `domain`.
        let result = try? systemCall("getsockopt SO_DOMAIN") {
            unsafe getsockopt(number, SOL_SOCKET, SO_DOMAIN, &domain, &length)
        }
        return result != nil && domain != AF_UNIX
    }

    /// The connections that wait for accept(2); `nil` if the system does not tell.
    var queue: ServerStatus.Queue? { ListenQueue.of(number, isTCP: isTCP) }

    private static func prepare(_ descriptor: CInt) throws(SystemError) {
        // Connections inherit this size. It limits how much of a body can be in transit over TCP; net.core.rmem_max
        // can lower it. (For a Unix socket, the sender's buffer counts.)
        try setOption(SO_RCVBUF, to: 1 << 20, descriptor)
        // accept4(2) must not block: another process may take the connection that poll(2) reported.
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
            "cannot listen on \(address): a file with that name exists and is not a socket; remove it, or choose another path"
        case ENOENT, ENOTDIR, EACCES, EPERM, EROFS:
            "cannot listen on \(address): \(error); choose a directory that exists and that this user may write to"
        default:
            "cannot listen on \(address): \(error)\(error.advice)"
        }
    }
}
