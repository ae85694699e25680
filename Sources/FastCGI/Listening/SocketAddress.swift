// SOCK_CLOEXEC: the compiler takes it from this module or from Glibc, depending on the files that it compiles together.
internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// The address of a FastCGI socket: a Unix socket, or a TCP port on a loopback address.
///
/// FastCGI has no authentication: a peer that can connect can claim any client address and any user. Therefore an
/// address that other machines can reach is refused. Use a Unix socket, or a port on `127.0.0.1` or `[::1]`.
public struct SocketAddress: Sendable, Hashable {
    enum Storage: Hashable {
        case unix(path: String)
        case ipv4(host: String, port: UInt16)
        case ipv6(host: String, port: UInt16)
    }

    let storage: Storage

    private init(_ storage: Storage) {
        self.storage = storage
    }

    /// A Unix socket at a path of at most 107 bytes.
    ///
    /// - Throws: ``FastCGIError/Code/invalidAddress`` if the path is empty, too long or contains NUL.
    public static func unix(path: String) throws(FastCGIError) -> Self {
        let longest = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw FastCGIError(.invalidAddress, "a socket path must not be empty or contain NUL")
        }
        guard path.utf8.count <= longest else {
            throw FastCGIError(
                .invalidAddress,
                "the socket path \(path.debugDescription) has \(path.utf8.count) bytes; the system allows \(longest)"
            )
        }
        return Self(.unix(path: path))
    }

    /// Parses an address from a command line: `/run/app.sock`, `127.0.0.1:9000` or `[::1]:9000`.
    ///
    /// A text that contains "/" is a path. Any other text must be a numeric loopback address and a port; with port 0,
    /// the system chooses one.
    ///
    /// - Throws: ``FastCGIError/Code/invalidAddress`` with the reason.
    public init(_ text: String) throws(FastCGIError) {
        if text.utf8.contains(UInt8(ascii: "/")) {
            self = try .unix(path: text)
            return
        }
        guard let colon = text.lastIndex(of: ":"), !text.utf8.contains(0),
            text[text.index(after: colon)...].utf8.allSatisfy(\.isASCIIDigit),
            let port = UInt16(text[text.index(after: colon)...])
        else {
            throw FastCGIError(
                .invalidAddress,
                "\(text.debugDescription) is neither a path (with a \"/\") nor ADDRESS:PORT, such as 127.0.0.1:9000"
            )
        }
        let host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            self.init(.ipv6(host: String(host.dropFirst().dropLast()), port: port))
        } else {
            self.init(.ipv4(host: String(host), port: port))
        }
        guard isLoopback else {
            throw FastCGIError(
                .invalidAddress,
                "\(text.debugDescription) is not a loopback address; FastCGI has no authentication, so use 127.0.0.0/8, "
                    + "[::1] or a Unix socket"
            )
        }
    }

    /// A port of any machine, for a client; `nil` if the address is not numeric. Nothing listens at such an address.
    static func remote(_ address: String, port: UInt16) -> Self? {
        let ipv4 = Self(.ipv4(host: address, port: port))
        if ipv4.ipv4(address) != nil { return ipv4 }
        return ipv4.ipv6(address) != nil ? Self(.ipv6(host: address, port: port)) : nil
    }

    private var isLoopback: Bool {
        switch storage {
        case .unix:
            return true
        case .ipv4(let host, _):
            return ipv4(host).map { UInt32(bigEndian: $0.s_addr) >> 24 == 127 } ?? false
        case .ipv6(let host, _):
            // Sixteen bytes, of which the last is 1. in6_addr is that array in every layout of the C union.
            return ipv6(host).map { address in
                unsafe withUnsafeBytes(of: address) { unsafe $0.dropLast().allSatisfy { $0 == 0 } && $0.last == 1 }
            } ?? false
        }
    }

    private func ipv4(_ host: String) -> in_addr? {
        var address = in_addr()
        return unsafe inet_pton(AF_INET, host, &address) == 1 ? address : nil
    }

    private func ipv6(_ host: String) -> in6_addr? {
        var address = in6_addr()
        return unsafe inet_pton(AF_INET6, host, &address) == 1 ? address : nil
    }
}

extension SocketAddress: CustomStringConvertible {
    /// The address in the format that ``init(_:)`` parses.
    public var description: String {
        switch storage {
        case .unix(let path): path
        case .ipv4(let host, let port): "\(host):\(port)"
        case .ipv6(let host, let port): "[\(host)]:\(port)"
        }
    }
}

extension SocketAddress {
    /// Opens a stream socket of this address's family, close-on-exec.
    func openSocket() throws(SystemError) -> Descriptor {
        let family =
            switch storage {
            case .unix: AF_UNIX
            case .ipv4: AF_INET
            case .ipv6: AF_INET6
            }
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        return Descriptor(adopting: try systemCall("socket") { socket(family, type, 0) })
    }

    /// Connects to the listener at this address.
    package func connect() throws(SystemError) -> Descriptor {
        let descriptor = try openSocket()
        try connect(descriptor.number)
        return descriptor
    }

    /// Connects a socket with connect(2).
    func connect(_ descriptor: CInt) throws(SystemError) {
        try unsafe withSocketAddress { (address, length) throws(SystemError) in
            _ = try systemCall("connect \(self)") { unsafe Glibc.connect(descriptor, address, length) }
        }
    }

    /// Binds a socket with bind(2).
    func bind(_ descriptor: CInt) throws(SystemError) {
        try unsafe withSocketAddress { (address, length) throws(SystemError) in
            _ = try systemCall("bind \(self)") { unsafe Glibc.bind(descriptor, address, length) }
        }
    }

    /// Calls a closure with the C form of the address. The pointer is valid during the call.
    private func withSocketAddress(
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
    ) throws(SystemError) {
        switch storage {
        case .unix(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            // `unix(path:)` checked the length. The rest of the field stays zero.
            unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
            try unsafe withGenericPointer(to: address, body)
        case .ipv4(let host, let port):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr = ipv4(host) ?? in_addr()
            try unsafe withGenericPointer(to: address, body)
        case .ipv6(let host, let port):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            address.sin6_addr = ipv6(host) ?? in6_addr()
            try unsafe withGenericPointer(to: address, body)
        }
    }

    /// The socket functions take every kind of address as `struct sockaddr *` with its true length.
    private func withGenericPointer<Address>(
        to address: Address,
        _ body: (UnsafePointer<sockaddr>, socklen_t) throws(SystemError) -> Void
    ) throws(SystemError) {
        try unsafe withUnsafePointer(to: address) { (pointer) throws(SystemError) in
            let length = socklen_t(MemoryLayout<Address>.size)
            try unsafe UnsafeRawPointer(pointer).withMemoryRebound(to: sockaddr.self, capacity: 1) {
                (generic) throws(SystemError) in try unsafe body(generic, length)
            }
        }
    }
}

extension SocketAddress {
    /// The address that a socket is bound to, by getsockname(2). For port 0, it has the port that the system chose.
    func bound(_ descriptor: CInt) throws(SystemError) -> SocketAddress {
        switch storage {
        case .unix:
            return self
        case .ipv4(let host, _):
            var address = sockaddr_in()
            try Self.name(of: descriptor, into: &address)
            return Self(.ipv4(host: host, port: UInt16(bigEndian: address.sin_port)))
        case .ipv6(let host, _):
            var address = sockaddr_in6()
            try Self.name(of: descriptor, into: &address)
            return Self(.ipv6(host: host, port: UInt16(bigEndian: address.sin6_port)))
        }
    }

    private static func name<Address>(of descriptor: CInt, into address: inout Address) throws(SystemError) {
        var length = socklen_t(MemoryLayout<Address>.size)
        // getsockname(2) writes at most `length` bytes.
        try unsafe withUnsafeMutablePointer(to: &address) { (pointer) throws(SystemError) in
            try unsafe UnsafeMutableRawPointer(pointer).withMemoryRebound(to: sockaddr.self, capacity: 1) {
                (generic) throws(SystemError) in
                _ = try systemCall("getsockname") { unsafe getsockname(descriptor, generic, &length) }
            }
        }
    }
}
