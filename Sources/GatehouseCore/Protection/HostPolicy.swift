internal import GatewayInterface

/// The hosts that a gate serves (RFC 9110, section 7.2).
///
/// Without this check, a client that chooses the host of a request could inject its host into links, redirects and
/// caches. A request for another host gets 421 (RFC 9110, section 15.5.20), and a request with a malformed host gets
/// 400.
public struct HostPolicy: Sendable, Hashable {
    private enum Storage: Sendable, Hashable {
        case loopback
        case only([String], [RequestHost])
        case any
    }

    private let storage: Storage

    /// `localhost`, `127.0.0.1` and `[::1]` with any port, for clients on the same machine: the default for
    /// development. A public program names its hosts.
    public static let loopback = HostPolicy(storage: .loopback)

    /// Only these hosts.
    ///
    /// - Parameter names: `www.example.com` for any port, or `www.example.com:8443` for one port. A request without a
    ///   port has the default port of its scheme. Write internationalized names in their ASCII form, `xn--…`.
    public static func only(_ names: String...) -> HostPolicy { only(names) }

    /// Only the hosts of a list.
    public static func only(_ names: [String]) -> HostPolicy {
        HostPolicy(storage: .only(names, names.compactMap { RequestHost($0) }))
    }

    /// Every host. Safe only if the web server itself accepts only the hosts of the site.
    public static let any = HostPolicy(storage: .any)

    /// A host for the requests of tests.
    package var example: String {
        if case .only(let names, _) = storage { names.first ?? "localhost" } else { "localhost" }
    }

    /// The policy for a test client, which can use any client address for requests to the local machine.
    package var forTests: HostPolicy {
        storage == .loopback ? .only("localhost", "127.0.0.1", "[::1]") : self
    }

    var problems: [String] {
        guard case .only(let names, _) = storage else { return [] }
        if names.isEmpty {
            return ["hosts: the list is empty, and every request would get 421; name a host, such as www.example.com"]
        }
        return names.filter { RequestHost($0) == nil }
            .map {
                "hosts: \(LogText.quoted($0.utf8)) is not a host; write it as www.example.com or www.example.com:8443"
            }
    }

    /// The named hosts.
    var named: [RequestHost] {
        if case .only(_, let hosts) = storage { hosts } else { [] }
    }

    func allows(_ origin: RequestOrigin) -> Bool {
        switch storage {
        case .any: true
        case .loopback: origin.isOwnMachine
        case .only(_, let hosts):
            hosts.contains {
                $0.name == origin.host.name
                    && ($0.port == nil || $0.port == origin.effectivePort(isSecure: origin.isSecure))
            }
        }
    }
}
