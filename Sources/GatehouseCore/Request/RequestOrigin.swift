internal import GatewayInterface

/// The client's address, the host and the scheme of a request, according to the web server or a trusted proxy.
struct RequestOrigin: Sendable {
    struct InvalidHost: Error {}

    /// The source of the client's address.
    private enum Source: Sendable {
        /// The connection to the web server. The address is read on demand, because few requests need it.
        case peer
        case proxies(IPAddress?)
    }

    private let parameters: Parameters
    private let source: Source
    let host: RequestHost
    let isSecure: Bool

    /// - Parameters:
    ///   - authority: the authority of a target in absolute form.
    ///   - known: hosts that are already parsed, with the text that a browser sends for them.
    /// - Throws: ``InvalidHost`` if the host is malformed or differs from the target's authority. A function that returns
    ///   an optional origin would copy it.
    init(
        _ parameters: Parameters,
        proxies: TrustedProxies,
        authority: TargetAuthority? = nil,
        known: [(text: ArraySlice<UInt8>, host: RequestHost)] = []
    ) throws(InvalidHost) {
        var source = Source.peer
        var isSecure =
            if let https = parameters.bytes(of: .https), !https.isEmpty {
                !https.isEqual(lowercase: "off")
            } else if let scheme = parameters.shortValue(of: .requestScheme) {
                // "https" in ASCII. The bit of the small letters makes no other character a letter.
                scheme | 0x20_20_20_20_20 == 0x68_74_74_70_73
            } else {
                false
            }
        var told: String?
        if !proxies.ranges.isEmpty, let peer = parameters.bytes(of: .remoteAddress), let peer = IPAddress(peer: peer),
            proxies.contains(peer)
        {
            let forwarded = ForwardedRequest(parameters, proxies: proxies)
            source = .proxies(forwarded.client)
            isSecure = forwarded.isSecure ?? isSecure
            told = forwarded.host
        }
        self.parameters = parameters
        self.source = source
        self.isSecure = isSecure
        // An empty field means the same as a missing one (RFC 9112, section 3.2).
        let field = parameters.bytes(of: .host).flatMap { $0.isEmpty ? nil : $0 }
        if told == nil, authority == nil, let field {
            // By place, because a loop would copy the tuple.
            for place in known.indices {
                let text = known[place].text
                guard text.span.isEqual(to: field.span) else { continue }
                host = known[place].host
                return
            }
        }
        let asked = field.map { String(decoding: $0, as: UTF8.self) }
        if let authority, !authority.agrees(with: asked) { throw InvalidHost() }
        let name = parameters[.serverName].flatMap { $0.isEmpty ? nil : $0 }
        // Without any of them, there is no web server in front: the program is being tried out.
        guard let host = RequestHost(told ?? asked ?? authority?.text ?? name ?? "localhost") else {
            throw InvalidHost()
        }
        self.host = host
    }

    /// The client's address; `nil` if it is unknown.
    var client: IPAddress? {
        switch source {
        case .peer: parameters.bytes(of: .remoteAddress).flatMap { IPAddress(peer: $0) }
        case .proxies(let address): address
        }
    }

    /// Whether the request comes from the local machine and is for it.
    ///
    /// The host must be a local name and the client's address a loopback address, and nothing may show that a proxy
    /// forwards the request for another client.
    ///
    /// A peer without an address, such as one on a Unix socket, does not count as local: a proxy may connect that way.
    var isOwnMachine: Bool {
        guard host.isLoopback, let client, AddressRange.loopback.contains(where: { $0.contains(client) }) else {
            return false
        }
        // The fields of a trusted proxy have been read. The fields below show that another proxy is in front.
        if case .proxies = source { return true }
        let fields = ["HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP", "HTTP_TRUE_CLIENT_IP"]
        return parameters.allSatisfy { name, _ in
            !name.starts(with: "HTTP_X_FORWARDED".utf8) && !fields.contains { name.elementsEqual($0.utf8) }
        }
    }

    /// The port, or the default port of the scheme.
    func effectivePort(isSecure: Bool) -> Int { host.port ?? (isSecure ? 443 : 80) }
}
