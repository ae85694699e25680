internal import GatewayInterface

/// Where a request comes from and what it is for, as the web server says, or a proxy that is trusted.
struct RequestOrigin: Sendable {
    /// What tells the client's address: the connection to the web server, or a trusted proxy.
    private enum Source: Sendable {
        /// Read when somebody asks for it, which few do.
        case peer
        case proxies(IPAddress?)
    }

    private let parameters: Parameters
    private let source: Source
    let host: RequestHost
    let isSecure: Bool

    /// - Parameters:
    ///   - authority: that of a target in absolute form.
    ///   - known: hosts that need not be read again, by the text that a browser sends for them.
    /// - Returns: `nil` when the host is malformed, or another one than the target names.
    init?(
        _ parameters: Parameters,
        proxies: TrustedProxies,
        authority: TargetAuthority? = nil,
        known: [(text: ArraySlice<UInt8>, host: RequestHost)] = []
    ) {
        var source = Source.peer
        var isSecure =
            if let https = parameters.bytes(of: .https), !https.isEmpty {
                !https.isEqual(lowercase: "off")
            } else {
                parameters.bytes(of: .requestScheme)?.isEqual(lowercase: "https") ?? false
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
        // An empty field says what an absent one does (RFC 9112, section 3.2).
        let field = parameters.bytes(of: .host).flatMap { $0.isEmpty ? nil : $0 }
        if told == nil, authority == nil, let field, let known = known.first(where: { $0.text == field }) {
            host = known.host
            return
        }
        let asked = field.map { String(decoding: $0, as: UTF8.self) }
        if let authority, !authority.agrees(with: asked) { return nil }
        let name = parameters[.serverName].flatMap { $0.isEmpty ? nil : $0 }
        // None of them: no web server is in front, somebody tries the program out.
        guard let host = RequestHost(told ?? asked ?? authority?.text ?? name ?? "localhost") else { return nil }
        self.host = host
    }

    /// The client's address; `nil` where it is not known.
    var client: IPAddress? {
        switch source {
        case .peer: parameters.bytes(of: .remoteAddress).flatMap { IPAddress(peer: $0) }
        case .proxies(let address): address
        }
    }

    /// Whether the request is from the own machine and for it: by one of its names, from an address of its own, and with
    /// no sign that a proxy passes it on for somebody else.
    ///
    /// A peer without an address, such as one on a Unix socket, is not the own machine: a proxy may connect so.
    var isOwnMachine: Bool {
        guard host.isLoopback, let client, AddressRange.loopback.contains(where: { $0.contains(client) }) else {
            return false
        }
        // What a trusted proxy says has been read. The fields of any other proxy show that there is one.
        if case .proxies = source { return true }
        let fields = ["HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP", "HTTP_TRUE_CLIENT_IP"]
        return parameters.allSatisfy { name, _ in
            !name.starts(with: "HTTP_X_FORWARDED".utf8) && !fields.contains { name.elementsEqual($0.utf8) }
        }
    }

    /// The port, where the one of the scheme counts if none is named.
    func effectivePort(isSecure: Bool) -> Int { host.port ?? (isSecure ? 443 : 80) }
}
