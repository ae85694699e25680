internal import CFastCGI
internal import GatewayInterface
internal import Glibc

/// A ``PeerPolicy`` for one listening socket. It checks each connection once.
struct PeerCheck: Sendable {
    /// `nil` if the permissions of the socket's file decide.
    private let users: Set<UInt32>?
    private let groups: Set<UInt32>
    private let ranges: [AddressRange]

    /// Creates the check, and reads FCGI_WEB_SERVER_ADDRS.
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

    /// Whether an address may connect over TCP.
    func allows(_ address: IPAddress) -> Bool {
        ranges.contains { $0.contains(address) }
    }

    /// Describes a peer that may not connect, for the log; `nil` for an allowed peer.
    ///
    /// It makes at most one system call, and only for a Unix socket: accept4(2) returns the address of a TCP peer.
    func stranger(_ peer: gatehouse_peer, on connection: borrowing Descriptor) -> String? {
        switch peer.family {
        case AF_UNIX:
            guard users != nil else { return nil }
            var credentials = gatehouse_credentials()
            do throws(SystemError) {
                // getsockopt(2) writes the local structure.
                _ = try systemCall("getsockopt SO_PEERCRED") {
                    unsafe gatehouse_peer_credentials(connection.number, &credentials)
                }
            } catch {
                return "a peer with unknown credentials"
            }
            guard !allows(user: credentials.user, group: credentials.group) else { return nil }
            return "user \(credentials.user), group \(credentials.group), process \(credentials.process)"
        case AF_INET, AF_INET6:
            let count = peer.family == AF_INET ? 4 : 16
            // A homogeneous tuple has the layout of a C array of its elements.
            let bytes = unsafe withUnsafeBytes(of: peer.address) { unsafe Array($0.prefix(count)) }
            guard let address = IPAddress(bytes) else { return "a peer without an address" }
            return allows(address) ? nil : "\(address)"
        default:
            return "a peer of the unknown address family \(peer.family)"
        }
    }
}
