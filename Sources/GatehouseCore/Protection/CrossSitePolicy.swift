internal import GatewayInterface
internal import HTTPTypes

/// The policy for requests that a page of another site sends in order to change something (cross-site request forgery).
///
/// A browser names the source of a request in `Sec-Fetch-Site` or `Origin`. A request with neither field does not come
/// from a page, so it has no cookies that a page could misuse. Safe methods (GET, HEAD, OPTIONS) are allowed, because
/// they change nothing; but see ``Access/allowingCrossSiteReads()``.
public struct CrossSitePolicy: Sendable, Hashable {
    let isAllowed: Bool
    /// The origins as in an `Origin` field, in lower case.
    let exceptions: [String]

    /// Refuses requests from other sites with 403.
    public static let refused = CrossSitePolicy(isAllowed: false, exceptions: [])

    /// Refuses requests from other sites with 403, except from these origins.
    ///
    /// - Parameter origins: for example `https://shop.example.com`, with a port if it is not the default port.
    public static func refused(except origins: String...) -> CrossSitePolicy {
        refused(except: origins)
    }

    /// Refuses requests from other sites with 403, except from a list of origins.
    public static func refused(except origins: [String]) -> CrossSitePolicy {
        CrossSitePolicy(isAllowed: false, exceptions: origins.map(\.lowercasedASCII))
    }

    /// Allows requests from every site. Use it only for a gate that does not identify clients by cookies or addresses.
    public static let allowed = CrossSitePolicy(isAllowed: true, exceptions: [])

    var problems: [String] {
        exceptions.filter { Origin($0) == nil }.map {
            "crossSiteRequests: \($0.debugDescription) is not an origin; write it as https://www.example.com"
        }
    }

    /// Whether a request with a safe method comes from a page of another site and is not a navigation of a tab (Fetch
    /// Metadata). An unknown value counts as another site.
    func isolates(_ request: Request) -> Bool {
        let parameters = request.parameters
        // Most requests of other clients than browsers end here.
        guard parameters.bytes(of: .fetchSite) != nil, !parameters.has(.fetchSite, equalTo: "same-origin"),
            !parameters.has(.fetchSite, equalTo: "none"), !isAllowed, request.method.isSafe
        else { return false }
        if let origin = parameters.field("origin"),
            exceptions.contains(where: origin.lowercasedASCII.hasSameBytes(as:))
        {
            return false
        }
        return !parameters.has(.fetchMode, equalTo: "navigate")
            || !parameters.has(.fetchDestination, equalTo: "document")
    }

    /// Whether the policy allows a request.
    func allows(_ request: Request) -> Bool {
        if isAllowed || request.method.isSafe { return true }
        let origin = request.parameters[.origin]
        if let origin, exceptions.contains(where: origin.lowercasedASCII.hasSameBytes(as:)) { return true }
        if let site = request.parameters[.fetchSite] {
            return ["same-origin", "none"].contains(where: site.hasSameBytes(as:))
        }
        guard let origin else { return true }
        // This includes "null", the origin of a sandboxed frame.
        guard let origin = Origin(origin) else { return false }
        // An attacker on the network can write pages of plain HTTP, including those of this host.
        guard origin.isSecure || !request.origin.isSecure else { return false }
        return origin.host.name == request.origin.host.name
            && origin.effectivePort == request.origin.effectivePort(isSecure: origin.isSecure)
    }
}
