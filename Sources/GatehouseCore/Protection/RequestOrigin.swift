internal import GatewayInterface

/// Where a request comes from and what it is for, as the web server says, or a proxy that is trusted.
struct RequestOrigin: Sendable {
    /// The client's address; `nil` where it is not known.
    let client: String?
    let host: RequestHost
    let isSecure: Bool

    /// - Parameter known: hosts that need not be read again, by the text that a browser sends for them.
    /// - Returns: `nil` when the host is malformed.
    init?(_ parameters: Parameters, proxies: TrustedProxies, known: [(text: ArraySlice<UInt8>, host: RequestHost)] = [])
    {
        let peer = parameters["REMOTE_ADDR"]
        var client = peer
        var isSecure =
            if let https = parameters.bytes(of: "HTTPS"), !https.isEmpty {
                !Self.isEqual(https, lowercase: "off")
            } else {
                parameters.bytes(of: "REQUEST_SCHEME").map { Self.isEqual($0, lowercase: "https") } ?? false
            }
        var told: String?
        if let peer, !proxies.ranges.isEmpty, proxies.contains(peer) {
            let forwarded = ForwardedRequest(parameters, proxies: proxies)
            client = forwarded.client
            isSecure = forwarded.scheme.map { $0 == "https" } ?? isSecure
            told = forwarded.host
        }
        self.client = client
        self.isSecure = isSecure
        if told == nil, let bytes = parameters.bytes(of: "HTTP_HOST"),
            let known = known.first(where: { $0.text == bytes })
        {
            host = known.host
            return
        }
        // Neither of both: no web server is in front, somebody tries the program out.
        guard let host = RequestHost(told ?? parameters["HTTP_HOST"] ?? parameters["SERVER_NAME"] ?? "localhost") else {
            return nil
        }
        self.host = host
    }

    /// Whether bytes are a text, in whatever case.
    private static func isEqual(_ bytes: ArraySlice<UInt8>, lowercase text: String) -> Bool {
        guard bytes.count == text.utf8.count else { return false }
        return zip(bytes, text.utf8).allSatisfy { byte, wanted in
            byte == wanted || (byte &+ 0x20 == wanted && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte))
        }
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
                scheme: list("x-forwarded-proto").last?.lowercased(),
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
