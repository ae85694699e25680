internal import GatewayInterface

/// Where a request comes from and what it is for, as the web server says, or a proxy that is trusted.
struct RequestOrigin: Sendable {
    /// What tells the client's address: the connection to the web server, or a trusted proxy.
    private enum Client: Sendable {
        /// Read when somebody asks for it, which few do.
        case peer(Parameters)
        case told(String?)
    }

    private let source: Client
    let host: RequestHost
    let isSecure: Bool

    /// - Parameter known: hosts that need not be read again, by the text that a browser sends for them.
    /// - Returns: `nil` when the host is malformed.
    init?(_ parameters: Parameters, proxies: TrustedProxies, known: [(text: ArraySlice<UInt8>, host: RequestHost)] = [])
    {
        var source = Client.peer(parameters)
        var isSecure =
            if let https = parameters.bytes(of: .https), !https.isEmpty {
                !Self.isEqual(https, lowercase: "off")
            } else {
                parameters.bytes(of: .requestScheme).map { Self.isEqual($0, lowercase: "https") } ?? false
            }
        var told: String?
        if !proxies.ranges.isEmpty, let peer = parameters[.remoteAddress], proxies.contains(peer) {
            let forwarded = ForwardedRequest(parameters, proxies: proxies)
            source = .told(forwarded.client)
            isSecure = forwarded.scheme.map { $0.hasSameBytes(as: "https") } ?? isSecure
            told = forwarded.host
        }
        self.source = source
        self.isSecure = isSecure
        if told == nil, let bytes = parameters.bytes(of: .host), let known = known.first(where: { $0.text == bytes }) {
            host = known.host
            return
        }
        // Neither of both: no web server is in front, somebody tries the program out.
        guard let host = RequestHost(told ?? parameters[.host] ?? parameters[.serverName] ?? "localhost") else {
            return nil
        }
        self.host = host
    }

    /// The client's address; `nil` where it is not known.
    var client: String? {
        switch source {
        case .peer(let parameters): parameters[.remoteAddress]
        case .told(let address): address
        }
    }

    /// Whether bytes are a text, in whatever case.
    private static func isEqual(_ bytes: ArraySlice<UInt8>, lowercase text: String) -> Bool {
        guard bytes.count == text.utf8.count else { return false }
        let wanted = text.utf8.span
        for (byte, index) in zip(bytes, wanted.indices) {
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            guard (isUpper ? byte | 0x20 : byte) == wanted[index] else { return false }
        }
        return true
    }

    /// The port, where the one of the scheme counts if none is named.
    func effectivePort(isSecure: Bool) -> Int { host.port ?? (isSecure ? 443 : 80) }
}

/// What trusted proxies tell of a request.
private struct ForwardedRequest {
    var client: String?
    var scheme: String?
    var host: String?

    init(_ parameters: Parameters, proxies: TrustedProxies) {
        let elements: [Forwarded.Element]
        if proxies.fields.isStandard {
            elements = parameters.field("forwarded").flatMap(Forwarded.init)?.elements ?? []
        } else {
            func list(_ name: String) -> [String] {
                (parameters.field(name) ?? "").utf8.split(separator: UInt8(ascii: ",")).map { text in
                    var text = text
                    while text.first == 0x20 || text.first == 0x09 { text.removeFirst() }
                    while text.last == 0x20 || text.last == 0x09 { text.removeLast() }
                    return String(Substring(text))
                }
            }
            let last = Forwarded.Element(
                client: nil,
                scheme: list("x-forwarded-proto").last?.lowercasedASCII,
                host: list("x-forwarded-host").last
            )
            let clients = list("x-forwarded-for").map { Forwarded.Element(client: $0) }
            elements =
                clients.isEmpty
                ? [last]
                : clients.dropLast() + [
                    Forwarded.Element(client: clients.last?.client, scheme: last.scheme, host: last.host)
                ]
        }
        scheme = elements.last?.scheme
        host = elements.last?.host
        // From the right: what the nearest proxy says first. What is no address ends the search, with nobody found.
        for element in elements.suffix(Forwarded.most).reversed() {
            guard let address = element.client, IPAddress(address[...]) != nil else { return }
            if !proxies.contains(address) {
                client = address
                return
            }
        }
    }
}
