internal import GatewayInterface

/// Where a request comes from and what it is for, as the web server says, or a proxy that is trusted.
struct RequestOrigin: Sendable {
    /// The client's address; `nil` where it is not known.
    let client: String?
    let host: RequestHost
    let isSecure: Bool

    /// - Returns: `nil` when the host is malformed.
    init?(_ parameters: Parameters, proxies: TrustedProxies) {
        let peer = parameters["REMOTE_ADDR"]
        var client = peer
        var scheme = parameters["REQUEST_SCHEME"]?.lowercased()
        if let https = parameters["HTTPS"]?.lowercased(), !https.isEmpty { scheme = https == "off" ? "http" : "https" }
        // Neither of both: no web server is in front, somebody tries the program out.
        var host = parameters["HTTP_HOST"] ?? parameters["SERVER_NAME"] ?? "localhost"
        if let peer, !proxies.ranges.isEmpty, proxies.contains(peer) {
            let told = ForwardedRequest(parameters, proxies: proxies)
            client = told.client
            scheme = told.scheme ?? scheme
            host = told.host ?? host
        }
        guard let host = RequestHost(host) else { return nil }
        self.client = client
        self.host = host
        isSecure = scheme == "https"
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
