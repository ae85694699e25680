internal import GatewayInterface
internal import HTTPTypes

/// What becomes of requests by which another site's page could have a visitor change something (cross-site request
/// forgery).
///
/// A browser tells where a request comes from, by `Sec-Fetch-Site` or by `Origin`. What has neither was not sent by a page,
/// and carries no cookies that a page could misuse. Safe methods (GET, HEAD, OPTIONS) are let pass: they change nothing.
public struct CrossSitePolicy: Sendable, Hashable {
    let isAllowed: Bool
    /// As in an `Origin` field, in lower case.
    let exceptions: [String]

    /// Requests from other sites get 403.
    public static let refused = CrossSitePolicy(isAllowed: false, exceptions: [])

    /// Requests from other sites than these get 403.
    ///
    /// - Parameter origins: `https://shop.example.com`, with a port if it is not the usual one.
    public static func refused(except origins: String...) -> CrossSitePolicy {
        refused(except: origins)
    }

    /// The same for a list of origins.
    public static func refused(except origins: [String]) -> CrossSitePolicy {
        CrossSitePolicy(isAllowed: false, exceptions: origins.map(\.lowercasedASCII))
    }

    /// Requests from every site are let pass: only for a gate that knows nobody by cookies or by their address.
    public static let allowed = CrossSitePolicy(isAllowed: true, exceptions: [])

    var problems: [String] {
        exceptions.filter { Origin($0) == nil }.map { "crossSiteRequests: \($0.debugDescription) is no origin" }
    }

    /// Whether a request is let pass.
    func allows(_ request: Request) -> Bool {
        if isAllowed || request.method.isSafe { return true }
        let origin = request.parameters.field("origin")
        if let origin, exceptions.contains(where: origin.lowercasedASCII.hasSameBytes(as:)) { return true }
        if let site = request.parameters.field("sec-fetch-site") {
            return ["same-origin", "none"].contains(where: site.hasSameBytes(as:))
        }
        guard let origin else { return true }
        // Also "null": a page whose origin is hidden, as in a sandboxed frame.
        guard let origin = Origin(origin) else { return false }
        // Whoever is on the way writes the pages of plain HTTP, also those of this host.
        guard origin.isSecure || !request.origin.isSecure else { return false }
        return origin.host.name == request.origin.host.name
            && origin.effectivePort == request.origin.effectivePort(isSecure: origin.isSecure)
    }
}

/// Scheme, host and port of a site (RFC 6454).
struct Origin: Sendable, Equatable {
    let isSecure: Bool
    let host: RequestHost

    init?(_ text: String) {
        let schemes: [(String, Bool)] = [("https://", true), ("http://", false)]
        // Over bytes: to a Character, "/" with a combining mark behind it is no "/".
        guard let (scheme, isSecure) = schemes.first(where: { text.begins(with: $0.0) }),
            let host = RequestHost(String(Substring(text.utf8.dropFirst(scheme.utf8.count))))
        else { return nil }
        self.isSecure = isSecure
        self.host = host
    }

    var effectivePort: Int { host.port ?? (isSecure ? 443 : 80) }
}
