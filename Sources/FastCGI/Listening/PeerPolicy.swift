internal import GatewayInterface

/// Who may connect, which is who may claim to be the web server: any client's address, any signed-in user.
///
/// Over a **Unix socket** the kernel tells the user and group of the process that connected (SO_PEERCRED):
/// - Root and the effective user of this process may always connect; either could replace this process as well.
/// - The users and groups of this policy may too. Of a peer's groups the kernel tells the effective one alone.
/// - A socket that was **inherited** on descriptor 0 asks nobody unless the policy names users or groups. Who made it
///   has chosen its owner and permissions, and connect(2) obeys them: under suexec, Apache connects as its own user to
///   a process of another, which no rule about this process's own user could let pass.
///
/// Over **TCP** only loopback addresses may connect, or those of this policy. `FCGI_WEB_SERVER_ADDRS` (FastCGI
/// specification, section 3.2) takes the place of either when it is set: whoever starts the process knows better where
/// its web servers are. It is read once, when serving begins.
///
/// ```swift
/// // nginx runs as user 33 and connects over a Unix socket.
/// let server = try Server(configuration: ServerConfiguration(peers: PeerPolicy(users: [33])))
/// ```
///
/// The connection of anybody else is closed without an answer, and a line in the log says who it was, for ten
/// of them a minute.
public struct PeerPolicy: Sendable, Hashable {
    let users: Set<UInt32>
    let groups: Set<UInt32>
    let ranges: [AddressRange]

    /// The user ids that may connect over a Unix socket, besides root and the process's own; and the group ids.
    ///
    /// TCP stays open to loopback addresses.
    public init(users: Set<UInt32> = [], groups: Set<UInt32> = []) {
        self.users = users
        self.groups = groups
        ranges = AddressRange.loopback
    }

    /// A policy that also says who may connect over TCP.
    ///
    /// - Parameters:
    ///   - users: as in ``init(users:groups:)``.
    ///   - groups: as in ``init(users:groups:)``.
    ///   - addresses: IPv4 and IPv6 addresses, each optionally with a prefix length: `10.0.0.7`, `10.1.0.0/16`,
    ///     `fd00::/8`. An IPv4-mapped IPv6 address (`::ffff:10.0.0.7`) means the IPv4 address. None lets nobody in.
    /// - Throws: ``FastCGIError/Code/invalidPeers`` for anything else: a list that is understood in part might let in
    ///   whom it was meant to keep out.
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

    /// The ranges of FCGI_WEB_SERVER_ADDRS: addresses with commas between them, and nothing else.
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
