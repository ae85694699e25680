internal import GatewayInterface

/// The scheme, host and port of a site (RFC 6454).
struct Origin: Sendable, Equatable {
    let isSecure: Bool
    let host: RequestHost

    init?(_ text: String) {
        let schemes: [(String, Bool)] = [("https://", true), ("http://", false)]
        // Compare bytes: as a Character, "/" with a combining mark is not equal to "/".
        guard let (scheme, isSecure) = schemes.first(where: { text.begins(with: $0.0) }),
            let host = RequestHost(String(Substring(text.utf8.dropFirst(scheme.utf8.count))))
        else { return nil }
        self.isSecure = isSecure
        self.host = host
    }

    var effectivePort: Int { host.port ?? (isSecure ? 443 : 80) }
}
