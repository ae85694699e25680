internal import GatewayInterface

/// The peers that may connect. An allowed peer is trusted as the web server: it can claim any client address and any
/// user.
///
/// On a **Unix socket**, the kernel reports the user and group of the connecting process (SO_PEERCRED):
/// - Root and the effective user of this process may always connect. Either could replace this process as well.
/// - The users and groups of this policy may connect. The kernel reports only the effective group of a peer.
/// - An **inherited** socket on descriptor 0 is not checked unless the policy names users or groups. Its creator
///   chose its owner and permissions, and connect(2) enforces them. Under suexec, Apache connects as its own user to
///   a process of another user, so a check against this process's own user would refuse it.
///
/// Over **TCP**, only the addresses of this policy may connect, by default the loopback addresses. If the environment
/// variable `FCGI_WEB_SERVER_ADDRS` (FastCGI specification, section 3.2) is set, it replaces these addresses. It is
/// read once, when serving begins.
///
/// ```swift
/// // nginx runs as user 33 and connects over a Unix socket.
/// let server = try Server(configuration: ServerConfiguration(peers: PeerPolicy(users: [33])))
/// ```
///
/// Any other connection is closed without a response. The log names the peer, for up to ten connections a minute.
public struct PeerPolicy: Sendable, Hashable {
    let users: Set<UInt32>
    let groups: Set<UInt32>
    let ranges: [AddressRange]

    /// Creates a policy of user and group ids that may connect over a Unix socket, besides root and the process's own
    /// user.
    ///
    /// Over TCP, loopback addresses may connect.
    public init(users: Set<UInt32> = [], groups: Set<UInt32> = []) {
        self.users = users
        self.groups = groups
        ranges = AddressRange.loopback
    }

    /// Creates a policy that also lists the addresses that may connect over TCP.
    ///
    /// - Parameters:
    ///   - users: As in ``init(users:groups:)``.
    ///   - groups: As in ``init(users:groups:)``.
    ///   - addresses: IPv4 and IPv6 addresses, each with an optional prefix length: `10.0.0.7`, `10.1.0.0/16`,
    ///     `fd00::/8`. An IPv4-mapped IPv6 address (`::ffff:10.0.0.7`) means the IPv4 address. An empty array allows
    ///     no TCP peer.
    /// - Throws: ``FastCGIError/Code/invalidPeers`` for any invalid entry. A partly understood list could allow a
    ///   peer that it should refuse.
    public init(
        users: Set<UInt32> = [],
        groups: Set<UInt32> = [],
        addresses: [String]
    ) throws(FastCGIError) {
        self.users = users
        self.groups = groups
        var ranges: [AddressRange] = []
        for text in addresses {
            ranges.append(try Self.range(text))
        }
        self.ranges = ranges
    }

    /// The ranges of FCGI_WEB_SERVER_ADDRS: addresses separated by commas.
    static func webServerAddresses(_ text: String) throws(FastCGIError) -> [AddressRange] {
        var ranges: [AddressRange] = []
        for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
            do throws(FastCGIError) {
                ranges.append(try range(String(entry)))
            } catch {
                throw FastCGIError(.invalidPeers, "FCGI_WEB_SERVER_ADDRS: \(error)")
            }
        }
        return ranges
    }

    private static func range(_ text: String) throws(FastCGIError) -> AddressRange {
        do throws(AddressRangeError) {
            return try AddressRange(text)
        } catch {
            throw FastCGIError(.invalidPeers, error.description)
        }
    }
}
