internal import GatewayInterface

/// The hosts that a gate answers for (RFC 9110, section 7.2).
///
/// Whoever can choose the host of a request could otherwise have links, redirects and caches made for theirs. A request
/// for another host gets 421 (RFC 9110, section 15.5.20), one whose host is malformed 400.
public struct HostPolicy: Sendable, Hashable {
    private enum Storage: Sendable, Hashable {
        case loopback
        case only([String], [RequestHost])
        case any
    }

    private let storage: Storage

    /// `localhost`, `127.0.0.1` and `[::1]`, with whatever port, for clients on the same machine: for trying a program out.
    /// What is to be public names its hosts.
    public static let loopback = HostPolicy(storage: .loopback)

    /// These hosts and no others.
    ///
    /// - Parameter names: `www.example.com` with whatever port, or `www.example.com:8443` with this one; a host
    ///   without a port has that of the scheme. Names with other letters than ASCII's are written as they are sent, `xn--…`.
    public static func only(_ names: String...) -> HostPolicy { only(names) }

    /// These hosts and no others.
    public static func only(_ names: [String]) -> HostPolicy {
        HostPolicy(storage: .only(names, names.compactMap { RequestHost($0) }))
    }

    /// Every host. Safe only where the web server in front knows its hosts, and answers for no other.
    public static let any = HostPolicy(storage: .any)

    /// A host that requests of tests are for.
    package var example: String {
        if case .only(let names, _) = storage { names.first ?? "localhost" } else { "localhost" }
    }

    /// The policy for a test client: requests for the own machine may come from every address there.
    package var forTests: HostPolicy {
        storage == .loopback ? .only("localhost", "127.0.0.1", "[::1]") : self
    }

    var problems: [String] {
        guard case .only(let names, _) = storage else { return [] }
        if names.isEmpty { return ["hosts: none is named, so every request would get 421"] }
        return names.filter { RequestHost($0) == nil }
            .map { "hosts: \(LogText.quoted($0.utf8)) is no host; write www.example.com or www.example.com:8443" }
    }

    /// The hosts that are named.
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
