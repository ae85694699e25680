package import GatewayInterface
internal import HTTPTypes

extension Dispatcher {
    /// Decides whether the web server can send a file by itself (FastCGI specification, section 6.3).
    ///
    /// The routes and rules are those of the responder role, but no handler runs: a route for GET opens the file if its
    /// rule allows the request. The gate refuses a file without such a route, every method except GET and HEAD, a path
    /// that ends in "/", and a name that begins with ".". It also refuses a file other than the one that the request
    /// target names, because then the web server interpreted the target differently, and every file in a subtree
    /// (``Gate/subtree(_:allow:fileID:line:handler:)``).
    ///
    /// - Parameters:
    ///   - parameters: the parameters from the web server. Unless the program or its arguments set the mount, it is
    ///     `GATEHOUSE_MOUNT`, which no client can set.
    ///   - body: the body of the request; an authorizer gets none.
    package func verdict(on parameters: Parameters, body: RequestBody) async -> Verdict {
        let start = dependencies.nanoseconds()
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
        let routeless: Request
        do throws(Malformed) {
            routeless = try arrive(parameters, body, at: mount, &record)
        } catch {
            return .refused(.plain(.badRequest))
        }
        defer { _ = routeless.context.takeBackgroundWork() }
        let route: Route
        let request: Request
        switch decide(routeless, &record) {
        case .refused(let status):
            return .refused(failures.response(status, to: routeless))
        case .useHTTPS:
            // A file must not be sent in the clear, and the web server cannot pass on a redirect.
            record.summary = "plain HTTP refused"
            return .refused(failures.response(.forbidden, to: routeless))
        case .isolated:
            return .refused(isolate(routeless, &record))
        case .noMethod:
            noteRoute(of: routeless.target, &record)
            return .refused(noRoute(routeless, &record))
        case .unknown, .otherForm:
            return .refused(noRoute(routeless, &record))
        case .routed(let found):
            // In a subtree, the handler decides which paths exist, and it does not run here.
            guard found.method == .get, !found.isOfSubtree, gateway(parameters).isFile(of: routeless.target) else {
                return .refused(noRoute(routeless, &record))
            }
            (route, request) = (found, Request(routeless, on: found))
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
