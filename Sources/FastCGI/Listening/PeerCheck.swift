internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// A ``PeerPolicy`` as it applies to one listening socket: asked once a connection.
struct PeerCheck: Sendable {
    /// `nil`: the permissions of the socket's file have decided.
    private let users: Set<UInt32>?
    private let groups: Set<UInt32>
    private let ranges: [AddressRange]

    /// Reads FCGI_WEB_SERVER_ADDRS.
    init(
        _ policy: PeerPolicy,
        isInherited: Bool,
        webServerAddresses: String? = ProcessEnvironment.value("FCGI_WEB_SERVER_ADDRS")
    ) throws(FastCGIError) {
        let asksNobody = isInherited && policy.users.isEmpty && policy.groups.isEmpty
        users = asksNobody ? nil : policy.users.union([0, geteuid()])
        groups = policy.groups
        if let text = webServerAddresses {
            ranges = try PeerPolicy.webServerAddresses(text)
        } else {
            ranges = policy.ranges
        }
    }

    /// Whether a process may connect over a Unix socket.
    func allows(user: UInt32, group: UInt32) -> Bool {
        guard let users else { return true }
        return users.contains(user) || groups.contains(group)
    }

    /// Whether a machine may connect over TCP.
    func allows(_ address: IPAddress) -> Bool {
        ranges.contains { $0.contains(address) }
    }

    /// Who it is that may not connect, for the log; `nil` for one that may.
    ///
    /// A system call at most, and only on a Unix socket: accept4(2) has told the address.
    func stranger(_ peer: gatehouse_peer, on connection: borrowing Descriptor) -> String? {
        switch peer.family {
        case AF_UNIX:
            guard users != nil else { return nil }
            var credentials = gatehouse_credentials()
            do throws(SystemError) {
                // It writes the local structure.
                _ = try systemCall("getsockopt SO_PEERCRED") {
                    unsafe gatehouse_peer_credentials(connection.number, &credentials)
                }
            } catch {
                return "a peer that the system does not name"
            }
            guard !allows(user: credentials.user, group: credentials.group) else { return nil }
            return "user \(credentials.user), group \(credentials.group), process \(credentials.process)"
        case AF_INET, AF_INET6:
            let count = peer.family == AF_INET ? 4 : 16
            // A homogeneous tuple is laid out like a C array of its elements.
            let bytes = unsafe withUnsafeBytes(of: peer.address) { unsafe Array($0.prefix(count)) }
            guard let address = IPAddress(bytes) else { return "a peer without an address" }
            return allows(address) ? nil : "\(address)"
        default:
            return "a peer of the unknown address family \(peer.family)"
        }
    }
}
