internal import GatewayInterface
internal import HTTPTypes
internal import Synchronization

/// What stands around every request, whatever its route: which ones are let in, and what every answer says to a browser.
struct Protection: Sendable {
    private let configuration: GateConfiguration
    private let policy: [String]?
    /// For every combination of page (1), HTTPS (2) and private (4), made once: making a field looks at each of its bytes.
    private let sets: [SharedFields]
    /// Those that the configuration names, which nearly every request is for.
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
            return SharedFields(fields)
        }
    }

    /// Why a request is turned away before its route is looked for.
    enum Refusal {
        /// To the log; the client gets the status.
        case status(HTTPResponse.Status, String)
        /// To the same URL by HTTPS: the scheme and the authority of that URL.
        case useHTTPS(String)
    }

    func origin(_ parameters: Parameters, authority: TargetAuthority?) -> RequestOrigin? {
        RequestOrigin(parameters, proxies: configuration.proxies, authority: authority, known: knownHosts)
    }

    /// Whether a request is let in, as far as can be told without its route.
    func refusal(of request: Request) -> Refusal? {
        let parameters = request.parameters
        guard !parameters.fieldsExceed(count: configuration.headerCountLimit, bytes: configuration.headerByteLimit)
        else { return .status(.requestHeaderFieldsTooLarge, "its header fields are too many or too large") }
        let origin = request.origin
        guard configuration.hosts.allows(origin) else {
            let name = origin.host.text
            let reason = "the gate does not answer for \(name)" + (origin.host.isLoopback ? " to other machines" : "")
            return .status(
                .misdirectedRequest,
                "host refused: \(reason); name it: gate.configuration.hosts = .only(\"\(name)\")"
            )
        }
        if configuration.https.isRequired, !origin.isSecure, !origin.isOwnMachine {
            guard request.method == .get || request.method == .head else {
                return .status(.forbidden, "it came by plain HTTP, and what it carried could be read on the way")
            }
            let port = configuration.https.port
            return .useHTTPS("https://" + origin.host.name + (port == 443 ? "" : ":\(port)"))
        }
        guard configuration.crossSiteRequests.allows(request) else {
            return .status(.forbidden, "it came from another site")
        }
        return nil
    }

    /// Adds to an answer what it does not say itself.
    ///
    /// - Parameter isPublic: whether everybody may see it.
    func protect(_ response: inout Response, to request: Request?, isPublic: Bool) {
        // As files say it: to be kept with a question each time. What only some may see, no cache may keep that many share.
        if !isPublic, configuration.headers.keepsPrivateResponsesOutOfCaches,
            response.headers.contains(where: { $0.name == .cacheControl && $0.value == "no-cache" })
        {
            response.headers[.cacheControl] = "private, no-cache"
        }
        let nonce = request?.context.nonce.valueIfUsed
        let isPage = response.headers.contains { $0.value.begins(with: "text/html") && $0.name == .contentType }
        // By the name alone: a browser that has learned "HTTPS only" for localhost applies it to every program there.
        let isSecure = request.map { $0.origin.isSecure && !$0.origin.host.isLoopback } ?? false
        // A nonce that is kept could be used twice.
        let isPrivate = nonce != nil || (!isPublic && configuration.headers.keepsPrivateResponsesOutOfCaches)
        let shared = sets[(isPage ? 1 : 0) | (isSecure ? 2 : 0) | (isPrivate ? 4 : 0)]
        // Few fields: to look at each is cheaper than the dictionary that HTTPFields makes for a look by name.
        let hasOwn = response.headers.contains { shared.holds($0.name) }
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

    /// A list of sources that would be empty without the nonce says 'none'.
    private static func text(of template: [String], nonce: String?) -> String {
        guard let nonce else {
            return ContentSecurityPolicy.value(of: template)
        }
        return template.joined(separator: "'nonce-\(nonce)'")
    }
}
