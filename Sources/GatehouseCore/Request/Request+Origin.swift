package import GatewayInterface
internal import Synchronization

extension Request {
    /// The nonce of this request, for the scripts and styles of its page: `<script nonce="\(request.nonce)">`. The
    /// response's Content Security Policy allows scripts and styles with the nonce, and no other scripts.
    public var nonce: String { context.nonce.value }

    /// The client's address: the peer of the web server, or the address that a trusted proxy provides. It is in the
    /// recommended form (RFC 5952), without port, brackets and zone. An IPv4-mapped address becomes an IPv4 address.
    ///
    /// `nil` if the address is unknown. A rule that reads it is then undetermined: neither the rule nor its negation by
    /// ``Access/unless(_:else:)`` lets the request pass. A closure of your own must check for `nil` itself: `nil`
    /// differs from every address, so `clientAddress != "192.0.2.7"` is true.
    public var clientAddress: String? { knownClient?.description }

    /// The client's address. Counts each use of an unknown address.
    var knownClient: IPAddress? {
        if let client = origin.client { return client }
        context.unknownAddressUses.add(1, ordering: .relaxed)
        return nil
    }

    /// The client's address for a limit, which also counts clients without an address. Reading it leaves a rule
    /// determined.
    package var countedClient: IPAddress? { origin.client }

    /// The path of the route, as written in the program; `nil` without a route.
    package var routePath: String? { path.route }

    /// The host of the request, in lower case and without a port.
    public var host: String { origin.host.name }

    /// Whether the request came over HTTPS.
    public var isSecure: Bool { origin.isSecure }
}
