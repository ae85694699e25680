internal import GatewayInterface
internal import Synchronization

extension Request {
    /// The nonce of this request, for the scripts and styles of its page: `<script nonce="\(request.nonce)">`. The policy
    /// of the answer allows what has it, and no other script.
    public var nonce: String { context.nonce.value }

    /// The address of the client: that of the connection to the web server, or what a trusted proxy tells. It is in its one
    /// recommended form (RFC 5952), without port, brackets and zone; an IPv4-mapped address is an IPv4 address.
    ///
    /// `nil` where it is not known. A rule that reads it then is undetermined: neither the rule nor its negation by
    /// ``Access/unless(_:else:)`` lets the request pass. A closure of your own has to say so itself: `nil` differs from
    /// every address, so `clientAddress != "192.0.2.7"` is true for it.
    public var clientAddress: String? { knownClient?.description }

    /// The address of the client; that it was asked for and is not known, is noted.
    var knownClient: IPAddress? {
        if let client = origin.client { return client }
        context.unknownAddressUses.add(1, ordering: .relaxed)
        return nil
    }

    /// The host that the request is for, in lower case, without a port.
    public var host: String { origin.host.name }

    /// Whether the request came by HTTPS.
    public var isSecure: Bool { origin.isSecure }
}
