internal import HTTPTypes

/// What is decided about a request before a rule is asked: the same for the responder and for the authorizer role.
extension Dispatcher {
    /// What becomes of a request before a rule is asked.
    enum Decision {
        /// Host, header fields or the site that the request comes from are refused.
        case refused(HTTPResponse.Status)
        /// It came by plain HTTP and has to come by HTTPS, to this scheme and authority.
        case useHTTPS(String)
        /// Its path is none of this gate.
        case unknown
        /// No route has its path and method. A route may have its path.
        case noMethod
        /// A route has its path and method.
        case routed(Route, Request)
        /// A route has its path and method, but only one of the two paths ends in "/".
        case otherForm(Route, Request)
    }

    func decide(_ arrival: Arrival, _ record: inout RequestRecord) -> Decision {
        let request = arrival.request
        switch protection.refusal(of: request) {
        case .status(let status, let reason):
            noteRoute(of: request.target, &record)
            record.summary = reason
            return .refused(status)
        case .useHTTPS(let site):
            noteRoute(of: request.target, &record)
            return .useHTTPS(site)
        case nil:
            break
        }
        guard !arrival.gateway.isOwnURL(request.target) else { return .unknown }
        guard let route = table.route(request.method, request.target.segments) else { return .noMethod }
        record.route = route.pattern.text
        record.rule = route.rule
        var routed = request
        routed.path = PathParameters(route.pattern, matching: request.target.segments)
        return route.pattern.endsInSlash == request.target.endsInSlash
            ? .routed(route, routed) : .otherForm(route, routed)
    }

    /// Writes the route of a path into the record of a request that is refused before a rule is asked. The log then shows
    /// the route instead of the target, which may be private.
    func noteRoute(of target: RequestTarget, _ record: inout RequestRecord) {
        record.route = table.routes(target.segments).first?.pattern.text
    }

    func noRoute(_ request: Request, _ record: inout RequestRecord) -> Response {
        record.decision = .unknown
        record.summary = "no route"
        return failures.response(.notFound, to: request)
    }

    /// A redirect to another form of the request's own URL: 308, or 414 where that is too long for a header field.
    func redirect(_ request: Request, to location: String, _ record: inout RequestRecord) -> Response {
        guard location.utf8.count <= Request.longestLocation else { return uriTooLong(request, &record) }
        return Response(status: .permanentRedirect, headers: [.location: location, .cacheControl: "no-store"])
    }

    /// The response where a `Location` would be too long: it grows with the request, so a client must not cause a 500 by it.
    func uriTooLong(_ request: Request, _ record: inout RequestRecord) -> Response {
        record.summary = "too long for a redirect"
        return failures.response(.uriTooLong, to: request)
    }
}

extension Response {
    /// Whether the header fields are more than web servers take in a head (8 KiB under mod_fcgid), as far as a `Location`
    /// can be the reason.
    var headIsTooLong: Bool {
        guard let location = headers[.location], location.utf8.count > Request.longestLocation else { return false }
        let bytes = allHeaders.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4 }
        // The rest is for the status and the length of the body.
        return bytes > 8 * 1024 - 128
    }
}
