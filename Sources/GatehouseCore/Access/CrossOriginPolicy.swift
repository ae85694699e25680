internal import GatewayInterface
public import HTTPTypes

/// Which pages of other origins may call a route from a script (CORS, Fetch standard): ``Access/sharing(with:)``.
///
/// ```swift
/// let app = CrossOriginPolicy(origins: ["https://app.example.com"], headers: [.authorization, .contentType])
/// gate.get("/notes", allow: token.sharing(with: app)) { request, client in … }
/// gate.get("/rates", allow: .everyone.sharing(with: .anyOrigin())) { _ in … }
/// ```
///
/// `Origin: null` and a value that is not an origin never fit a policy.
public struct CrossOriginPolicy: Sendable, Hashable {
    /// The origins as in an `Origin` field, in lower case; `nil` for all.
    private let origins: [String]?
    private let requestFields: String
    private let responseFields: String
    private let allowsCredentials: Bool
    private let maxAge: Duration

    /// Creates a policy for a list of origins.
    ///
    /// - Parameters:
    ///   - origins: for example `https://app.example.com`, with a port if it is not the default port. HTTP is accepted
    ///     only for local hosts. An empty list, an invalid origin, `*` and `null` are configuration errors.
    ///   - headers: the header fields that a script may set, for example `.contentType` to send JSON, and `.authorization`.
    ///     A browser allows some others without a policy, such as `Accept`.
    ///   - credentials: whether the browser sends cookies and the password of HTTP Basic. Defaults to `false`. Then a request
    ///     with either does not fit the policy.
    ///   - exposing: the header fields of a response that a script may read in addition to a few that every script may read.
    ///   - maxAge: how long a browser may remember the result of a preflight request; defaults to 10 minutes.
    public init(
        origins: [String],
        headers: [HTTPField.Name] = [],
        credentials: Bool = false,
        exposing: [HTTPField.Name] = [],
        maxAge: Duration = .seconds(600)
    ) {
        self.init(origins.map(\.lowercasedASCII), headers, credentials, exposing, maxAge)
    }

    /// A policy for all origins. It never allows credentials.
    ///
    /// Pages of any site can then use the browser of a person to reach the route, also from inside of a private network. Do
    /// not use it behind a rule that identifies clients by their address.
    ///
    /// - Parameters:
    ///   - headers: as for ``init(origins:headers:credentials:exposing:maxAge:)``.
    ///   - exposing: as there.
    ///   - maxAge: as there.
    public static func anyOrigin(
        headers: [HTTPField.Name] = [],
        exposing: [HTTPField.Name] = [],
        maxAge: Duration = .seconds(600)
    ) -> CrossOriginPolicy {
        CrossOriginPolicy(nil, headers, false, exposing, maxAge)
    }

    private init(
        _ origins: [String]?,
        _ headers: [HTTPField.Name],
        _ credentials: Bool,
        _ exposing: [HTTPField.Name],
        _ maxAge: Duration
    ) {
        self.origins = origins
        requestFields = headers.map(\.rawName).joined(separator: ", ")
        responseFields = exposing.map(\.rawName).joined(separator: ", ")
        allowsCredentials = credentials
        self.maxAge = maxAge
    }

    /// The origins, for the name of a rule.
    var description: String { origins?.joined(separator: " ") ?? "any origin" }

    var problems: [String] {
        var problems = maxAge < .zero ? ["sharing(with:): maxAge is \(maxAge); use zero or more"] : []
        guard let origins else { return problems }
        if origins.isEmpty { problems.append("sharing(with:): the policy has no origins; list at least one") }
        for text in origins {
            guard let origin = Origin(text) else {
                let advice = text == "*" ? "use .anyOrigin()" : "write it as https://www.example.com"
                problems.append("sharing(with:): \(text.debugDescription) is not an origin; \(advice)")
                continue
            }
            if !origin.isSecure, !origin.host.isLoopback {
                problems.append("sharing(with:): everyone on the network can write pages of \(text); use https://")
            }
        }
        return problems
    }

    /// The origin of a request, if the policy allows it.
    func origin(of request: Request) -> String? {
        guard let origin = request.parameters.field("origin") else { return nil }
        guard let origins else { return Origin(origin) == nil ? nil : origin }
        return origins.contains(where: origin.lowercasedASCII.hasSameBytes(as:)) ? origin : nil
    }

    /// Whether a request may reach the rule of its route although a page of another site sends it.
    ///
    /// A browser sends cookies, passwords and certificates by itself, even if the policy does not allow that: then it only
    /// hides the response. A script has to set a bearer token itself, after a preflight request.
    func admits(_ request: Request) -> Bool {
        guard origin(of: request) != nil else { return false }
        if allowsCredentials { return true }
        let parameters = request.parameters
        // A web server that checks passwords itself passes on only the user.
        guard parameters.field("cookie") == nil, parameters["REMOTE_USER"].isNilOrEmpty,
            parameters["REDIRECT_HTTP_AUTHORIZATION"].isNilOrEmpty,
            [nil, "", "NONE"].contains(parameters["SSL_CLIENT_VERIFY"])
        else { return false }
        return parameters.field("authorization") == nil || AuthorizationField(parameters)?.scheme == "bearer"
    }

    /// Adds the header fields to a response of a route with this policy.
    func share(_ response: inout Response, to request: Request) {
        let origin = origin(of: request)
        let isHidden =
            response.status == .notFound && response.headers[values: .cacheControl].contains("no-store")
        // A hidden route must look like a missing one. No cache stores this response, so it needs no `Vary`.
        if origin == nil, isHidden { return }
        var fields = response.headers
        fields[.accessControlAllowOrigin] = nil
        fields[.accessControlAllowCredentials] = nil
        fields.append(HTTPField(name: .vary, value: "Origin"))
        if let origin {
            fields[.accessControlAllowOrigin] = origins == nil ? "*" : origin
            if allowsCredentials { fields[.accessControlAllowCredentials] = "true" }
            if !responseFields.isEmpty { fields[.accessControlExposeHeaders] = responseFields }
        }
        response.headers = fields
    }

    /// The response to a preflight request for a route with this policy; `nil` if the policy does not allow its origin.
    ///
    /// - Parameter methods: the methods of the route.
    func preflightResponse(to request: Request, methods: String) -> Response? {
        guard origin(of: request) != nil else { return nil }
        var response = Response(status: .noContent)
        share(&response, to: request)
        response.headers[.accessControlExposeHeaders] = nil
        response.headers[.accessControlAllowMethods] = methods
        if !requestFields.isEmpty { response.headers[.accessControlAllowHeaders] = requestFields }
        response.headers[.accessControlMaxAge] = "\(maxAge.wholeSeconds)"
        return response
    }
}

extension Access {
    /// Returns the same rule for a route that scripts of other origins may call (CORS).
    ///
    /// For an origin of the policy, every response of the route has the header fields with which a browser lets the script
    /// read it, including errors. The route also accepts requests from this origin that ``GateConfiguration/crossSiteRequests``
    /// and the protection of ``allowingCrossSiteReads()`` would refuse. The rule decides about them as usual. For any other
    /// origin nothing changes, except for `Vary: Origin`.
    ///
    /// A browser asks with a preflight request (OPTIONS) before it sends most requests. A preflight request has no credentials,
    /// so the gate responds to it without the rule. Anyone who sends the name of an allowed origin can thus learn that a path
    /// has a route with this method, even if the rule hides it. Whether an object behind the path exists stays hidden. To other
    /// origins, the path looks as if there were no policy.
    ///
    /// The name of the rule gets the origins, for the log and the route table. As the rule of a group, it shares every route of
    /// the group. Otherwise write `sharing(with:)` last: a rule that is derived from this one, for example by
    /// ``requiring(_:else:_:)``, does not share its route.
    public func sharing(with policy: CrossOriginPolicy) -> Access {
        Access(
            sharing: self,
            with: policy,
            name: "\(part(", ")), shared with \(policy.description)",
            problems: problems + policy.problems
        )
    }

    /// The rule of a route in a group with this rule. The policy of the group applies to all of its routes.
    func ofGroup<Narrower: Sendable>(narrowedBy narrowing: Narrowing<Evidence, Narrower>) -> Access<Narrower> {
        let access = narrowed(by: narrowing)
        guard let crossOrigin else { return access }
        return Access<Narrower>(sharing: access, with: crossOrigin, name: access.name, problems: access.problems)
    }
}

extension String? {
    fileprivate var isNilOrEmpty: Bool { self?.isEmpty ?? true }
}
