internal import GatewayInterface
internal import HTTPTypes
internal import Synchronization

/// Applies the configuration to every request and response: the checks before the route, and the header fields.
struct Protection: Sendable {
    private let configuration: GateConfiguration
    private let policy: [String]?
    /// The fields for each combination of page (1), HTTPS (2) and private (4). Computed once, because creating a field
    /// checks each of its bytes.
    private let sets: [SharedFields]
    /// The hosts of the configuration, which nearly all requests name.
    private let knownHosts: [(text: ArraySlice<UInt8>, host: RequestHost)]

    init(_ configuration: GateConfiguration) {
        self.configuration = configuration
        knownHosts = configuration.hosts.named.map { (Array($0.text.utf8)[...], $0) }
        let policy = configuration.headers.contentSecurityPolicy?.template
        self.policy = policy
        let constants = configuration.headers.constants
        let policies = policy.map { policy in
            [ContentSecurityPolicy.forOthers, ContentSecurityPolicy.value(of: policy)]
                .map { HTTPField(name: .contentSecurityPolicy, value: $0) }
        }
        sets = (0..<8).map { set in
            var fields = constants
            if let policies { fields.append(policies[set & 1]) }
            if set & 2 != 0, let value = configuration.https.strictTransportSecurity {
                fields.append(HTTPField(name: .strictTransportSecurity, value: value))
            }
            if set & 4 != 0 { fields.append(HTTPField(name: .cacheControl, value: "no-store")) }
            return SharedFields(fields, type: set & 1 == 0 ? .text : .page)
        }
    }

    /// Why a request is refused before its route is looked up.
    enum Refusal {
        /// A status for the client, and the reason for the log.
        case status(HTTPResponse.Status, String)
        /// A page of another site sends an unsafe request. A route can share itself with the origin of that page.
        case crossSite(String)
        /// A redirect to the same URL by HTTPS, with this scheme and authority.
        case useHTTPS(String)
    }

    func origin(
        _ parameters: Parameters, authority: TargetAuthority?
    ) throws(RequestOrigin.InvalidHost) -> RequestOrigin {
        try RequestOrigin(parameters, proxies: configuration.proxies, authority: authority, known: knownHosts)
    }

    /// Checks a request without regard to its route; `nil` if it passes.
    func refusal(of request: Request) -> Refusal? {
        let parameters = request.parameters
        guard !parameters.fieldsExceed(count: configuration.headerCountLimit, bytes: configuration.headerByteLimit)
        else {
            return .status(
                .requestHeaderFieldsTooLarge,
                "header fields refused: too many or too large; the limits are headerCountLimit and headerByteLimit")
        }
        let origin = request.origin
        guard configuration.hosts.allows(origin) else {
            let name = origin.host.text
            let reason = "the gate does not serve \(name)" + (origin.host.isLoopback ? " to other machines" : "")
            return .status(
                .misdirectedRequest,
                "host refused: \(reason); to serve it, set gate.configuration.hosts = .only(\"\(name)\")"
            )
        }
        if configuration.https.isRequired, !origin.isSecure, !origin.isOwnMachine {
            guard request.method == .get || request.method == .head else {
                return .status(
                    .forbidden,
                    "plain HTTP refused: the method is unsafe, and the content was sent in the clear; use HTTPS")
            }
            let port = configuration.https.port
            return .useHTTPS("https://" + origin.host.name + (port == 443 ? "" : ":\(port)"))
        }
        guard configuration.crossSiteRequests.allows(request) else {
            return .crossSite("cross-site request refused; gate.configuration.crossSiteRequests sets exceptions")
        }
        return nil
    }

    /// Whether a request comes from a page of another site that must not read an isolated route.
    func isolates(_ request: Request) -> Bool {
        configuration.crossSiteRequests.isolates(request)
    }

    /// Adds the header fields that the response does not set itself.
    ///
    /// - Parameter isPublic: whether the route is open to everyone.
    func protect(_ response: inout Response, to request: Request?, isPublic: Bool) {
        // Files have "no-cache": caches store them and revalidate each time. A shared cache must not store a private
        // response.
        if response.type == nil, !isPublic, configuration.headers.keepsPrivateResponsesOutOfCaches,
            response.headers.contains(where: { $0.name == .cacheControl && $0.value == "no-cache" })
        {
            response.headers[.cacheControl] = "private, no-cache"
        }
        let nonce = request?.context.nonce.valueIfUsed
        let isPage =
            if let type = response.type {
                type == .page
            } else {
                response.headers.contains { $0.value.begins(with: "text/html") && $0.name == .contentType }
            }
        // Only the name counts: a browser that learns "HTTPS only" for localhost applies it to every program there.
        let isSecure = request.map { $0.origin.isSecure && !$0.origin.host.isLoopback } ?? false
        // A cached nonce could be used twice.
        let isPrivate = nonce != nil || (!isPublic && configuration.headers.keepsPrivateResponsesOutOfCaches)
        let shared = sets[(isPage ? 1 : 0) | (isSecure ? 2 : 0) | (isPrivate ? 4 : 0)]
        // A scan over a few fields is cheaper than the dictionary that HTTPFields builds for a lookup by name.
        let hasOwn = response.type == nil && response.headers.contains { shared.holds($0.name) }
        if !hasOwn, nonce == nil || !isPage || policy == nil {
            response.sharedFields = shared
            return
        }
        var headers = response.headers
        let own = headers.count
        for var field in shared.fields where !headers.prefix(own).contains(where: { $0.name == field.name }) {
            if isPage, let policy, field.name == .contentSecurityPolicy {
                field.value = Self.text(of: policy, nonce: nonce)
            }
            headers.append(field)
        }
        response.headers = headers
    }

    /// The field value of the policy. A directive that is empty without the nonce becomes 'none'.
    private static func text(of template: [String], nonce: String?) -> String {
        guard let nonce else {
            return ContentSecurityPolicy.value(of: template)
        }
        return template.joined(separator: "'nonce-\(nonce)'")
    }
}
