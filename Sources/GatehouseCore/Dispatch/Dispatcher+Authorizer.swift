package import GatewayInterface
internal import HTTPTypes

extension Dispatcher {
    /// Decides about a file that the web server would send by itself (FastCGI specification, section 6.3).
    ///
    /// The routes and rules are the same as for a client's request, and no handler runs: a route for GET whose rule lets
    /// the client pass opens the file. Refused is whatever no such route is for, every method but GET and HEAD, a path
    /// that ends in "/", and a name that begins with "."; and a file that is not the one that the client's own words
    /// name, because then the web server understood them in another way.
    ///
    /// - Parameters:
    ///   - parameters: what the web server handed over. The mount, unless the program or its arguments say it, is
    ///     `GATEHOUSE_MOUNT`, which no client can set.
    ///   - body: of the request; an authorizer gets none.
    package func verdict(on parameters: Parameters, body: RequestBody) async -> Verdict {
        let start = ContinuousClock.now
        var record = RequestRecord(parameters: parameters)
        let verdict = await decide(parameters, body, &record)
        switch verdict {
        case .allowed: record.status = .ok
        case .refused(let response): record.status = response.status
        }
        finish(record, since: start)
        return verdict
    }

    private func decide(_ parameters: Parameters, _ body: RequestBody, _ record: inout RequestRecord) async -> Verdict {
        let mount: Mount
        do throws(RequestTargetError) {
            mount = try Gateway(parameters, programName: programName).mountOfFiles(self.mount)
        } catch {
            record.summary = "target refused: \(error)"
            return .refused(.plain(.badRequest))
        }
        guard case .arrived(let arrival) = arrive(parameters, body, at: mount, &record) else {
            return .refused(.plain(.badRequest))
        }
        let routeless = arrival.request
        defer { _ = routeless.context.takeBackgroundWork() }
        let route: Route
        let request: Request
        switch decide(arrival, &record) {
        case .refused(let status):
            return .refused(failures.response(status, to: routeless))
        case .useHTTPS:
            // A file is not sent in the clear; where to go instead, the web server has no way to pass on.
            record.summary = "it came by plain HTTP"
            return .refused(failures.response(.forbidden, to: routeless))
        case .noMethod:
            noteRoute(of: routeless.target, &record)
            return .refused(noRoute(routeless, &record))
        case .unknown, .otherForm:
            return .refused(noRoute(routeless, &record))
        case .routed(let found, let routed):
            guard found.method == .get, arrival.gateway.isFile(of: routeless.target) else {
                return .refused(noRoute(routeless, &record))
            }
            (route, request) = (found, routed)
        }
        do {
            try await route.check(request)
            record.decision = .allowed
            record.summary = "the web server sends the file"
            return .allowed
        } catch {
            record.decision = .denied
            return .refused(respond(to: (error as? RuleError)?.underlying ?? error, routeless, &record))
        }
    }
}
