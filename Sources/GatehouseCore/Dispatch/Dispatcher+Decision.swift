internal import HTTPTypes

/// The decision before a rule is evaluated: the same for the responder and for the authorizer role.
extension Dispatcher {
    /// The decision before a rule is evaluated.
    enum Decision {
        /// The host, the header fields or the source site are refused.
        case refused(HTTPResponse.Status)
        /// The request came by plain HTTP and must use HTTPS, with this scheme and authority.
        case useHTTPS(String)
        /// The path is outside of this gate.
        case unknown
        /// A page of another site requests a route that is isolated from it.
        case isolated
        /// No route matches both path and method. A route may match the path.
        case noMethod
        /// A route matches path and method.
        case routed(Route)
        /// A route matches path and method, but only one of the two paths ends in "/".
        case otherForm(Route)
    }

    /// - Parameter request: the request as ``arrive(_:_:at:_:)`` returns it.
    func decide(_ request: Request, _ record: inout RequestRecord) -> Decision {
        switch protection.refusal(of: request) {
        case .status(let status, let reason):
            noteRoute(of: request.target, &record)
            record.summary = reason
            return .refused(status)
        case .crossSite(let reason):
            guard table.route(request.method, request.target.segments)?.crossOrigin?.admits(request) == true else {
                noteRoute(of: request.target, &record)
                record.summary = reason
                return .refused(.forbidden)
            }
        case .useHTTPS(let site):
            noteRoute(of: request.target, &record)
            return .useHTTPS(site)
        case nil:
            break
        }
        guard !gateway(request.parameters).isOwnURL(request.target) else { return .unknown }
        guard let route = table.route(request.method, request.target.segments) else { return .noMethod }
        // A subtree has routes for OPTIONS. A preflight request has no credentials, so the table answers it.
        if route.method == .options, route.crossOrigin != nil, request.headers[.accessControlRequestMethod] != nil {
            return .noMethod
        }
        record.route = route.pattern.text
        record.rule = route.rule
        if route.isIsolated, protection.isolates(request), route.crossOrigin?.admits(request) != true {
            return .isolated
        }
        return route.isOfSubtree || route.pattern.endsInSlash == request.target.endsInSlash
            ? .routed(route) : .otherForm(route)
    }

    /// Sets the route of the record for a request that is refused before a rule is evaluated. The log then shows the
    /// route instead of the target, which can be private.
    func noteRoute(of target: RequestTarget, _ record: inout RequestRecord) {
        record.route = table.routes(target.segments).first?.pattern.text
    }

    func noRoute(_ request: Request, _ record: inout RequestRecord) -> Response {
        record.decision = .unknown
        record.summary = "no route"
        return failures.response(.notFound, to: request)
    }

    /// The response to a page of another site. It equals that for a path that does not exist: everyone can send the
    /// header fields of such a request, and would learn which paths exist.
    func isolate(_ request: Request, _ record: inout RequestRecord) -> Response {
        record.decision = .denied
        record.summary =
            "denied: a page of another site must not read this route; Access.allowingCrossSiteReads() allows it"
        return failures.response(.notFound, to: request)
    }

    /// The response to a preflight request (CORS) from an origin with which the route of the requested method is shared.
    /// The request has no credentials, so the rule is not evaluated. `nil` for every other request.
    func preflightResponse(to request: Request, _ record: inout RequestRecord) -> Response? {
        guard request.method == .options, let name = request.headers[.accessControlRequestMethod],
            let method = HTTPRequest.Method(name), let route = table.route(method, request.target.segments),
            let response = route.crossOrigin?.preflightResponse(to: request, methods: route.allowedMethods)
        else { return nil }
        record.route = route.pattern.text
        record.rule = route.rule
        record.decision = .allowed
        record.summary = "preflight request served from the table"
        return response
    }

    /// A redirect to another form of the request's URL: 308, or 414 if the URL is too long for a header field.
    func redirect(_ request: Request, to location: String, _ record: inout RequestRecord) -> Response {
        guard location.utf8.count <= Request.longestLocation else { return uriTooLong(request, &record) }
        return Response(status: .permanentRedirect, headers: [.location: location, .cacheControl: "no-store"])
    }

    /// The response if a `Location` would be too long. It grows with the request, and a client must not be able to
    /// cause a 500 with it.
    func uriTooLong(_ request: Request, _ record: inout RequestRecord) -> Response {
        record.summary = "redirect refused: the URL is too long"
        return failures.response(.uriTooLong, to: request)
    }
}

extension Response {
    /// Whether a long `Location` makes the header fields larger than web servers accept (8 KiB under mod_fcgid).
    var headIsTooLong: Bool {
        guard let location = headers[.location], location.utf8.count > Request.longestLocation else { return false }
        let bytes = allHeaders.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4 }
        // The rest is for the status and the length of the body.
        return bytes > 8 * 1024 - 128
    }
}

extension Request {
    /// Creates a request with the parameters in the path of a route that matches its target.
    init(_ routeless: Request, on route: Route) {
        self.init(
            method: routeless.method, path: PathParameters(route.pattern, matching: routeless.target.segments),
            context: routeless.context)
    }
}
