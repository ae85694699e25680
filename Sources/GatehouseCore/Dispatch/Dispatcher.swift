package import GatewayInterface
internal import HTTPTypes
package import Logging

/// Responds to each request: finds its route, evaluates the rule of the route, and runs the handler.
///
/// This is the only place that decides. Every request gets a response from the gate; none is passed back to the web
/// server. The dispatcher does no I/O, so tests run it in memory.
package struct Dispatcher: Sendable {
    let table: RouteTable
    let links: Links
    let mount: Mount
    let programName: String
    let logger: Logger
    let dependencies: Dependencies
    let failures: Failures
    let languages: Languages
    let protection: Protection
    /// The largest body, in bytes, for a handler that reads it in pieces without its own limit.
    let bodyLimit: Int
    let backgroundWorkQueue: BackgroundWorkQueue

    /// Creates the dispatcher of a gate.
    ///
    /// - Parameters:
    ///   - gate: the gate.
    ///   - mount: the mount of the routes.
    ///   - programName: the name of the program's file, which ``Mount/automatic`` needs.
    ///   - logger: logs every request.
    ///   - dependencies: the clock and other dependencies.
    /// - Throws: ``GateError`` with all configuration errors of the gate.
    package init(
        _ gate: Gate,
        mount: Mount = .automatic,
        programName: String = "",
        logger: Logger = Logger(label: "gatehouse"),
        dependencies: Dependencies
    ) throws(GateError) {
        table = RouteTable(try gate.checkedRoutes())
        let named = table.routes.compactMap { route in route.name.map { (name: $0, pattern: route.pattern) } }
        links = Links(named, programName: programName, checksHost: gate.configuration.hosts != .any)
        self.mount = mount
        self.programName = programName
        self.logger = logger
        self.dependencies = dependencies
        failures = Failures(page: gate.page)
        languages = gate.languages
        protection = Protection(gate.configuration)
        bodyLimit = gate.configuration.bodyLimit
        backgroundWorkQueue = BackgroundWorkQueue(
            limit: gate.configuration.backgroundWorkLimit,
            limitPerRoute: gate.configuration.backgroundWorkLimitPerRoute,
            timeout: gate.configuration.backgroundWorkTimeout,
            logger: logger
        )
    }

    /// Responds to a request.
    ///
    /// - Parameters:
    ///   - parameters: the parameters from the web server.
    ///   - body: the body, which is read only if a handler reads it.
    ///   - monitor: learns about the route.
    /// - Returns: the response; errors become responses too.
    package func respond(
        to parameters: Parameters, body: RequestBody, monitor: (any RequestMonitor)? = nil
    ) async -> Response {
        let start = monitor?.began ?? dependencies.nanoseconds()
        var record = RequestRecord(parameters: parameters)
        let routeless: Request
        do throws(Malformed) {
            routeless = try arrive(parameters, body, at: mount, &record)
        } catch {
            var response = Response.plain(.badRequest)
            protection.protect(&response, to: nil, isPublic: true)
            conclude(&response, &record, since: start)
            return response
        }
        var isPublic = true
        var response: Response
        switch decide(routeless, &record) {
        case .refused(let status):
            response = failures.response(status, to: routeless)
        case .useHTTPS(let site):
            record.summary = "redirected to HTTPS"
            response = redirect(routeless, to: site + routeless.wholeLocation, &record)
        case .unknown:
            response = noRoute(routeless, &record)
        case .isolated:
            response = isolate(routeless, &record)
        case .noMethod:
            do {
                response = try await respondFromTable(routeless, &record)
            } catch {
                response = respond(toThrown: error, routeless, &record)
            }
        case .routed(let route):
            let request = Request(routeless, on: route)
            isPublic = route.isPublic
            monitor?.note(route.label)
            // No function around this call: each additional asynchronous call costs every request time.
            do {
                response = try Response(try await route.respond(request), to: request)
                response.context = request.context
                record.summary = "served"
                record.decision = .allowed
            } catch {
                response = respond(toThrown: error, routeless, &record)
            }
            route.crossOrigin?.share(&response, to: routeless)
        case .otherForm(let route):
            let request = Request(routeless, on: route)
            isPublic = route.isPublic
            do {
                try await route.check(request)
                record.summary = "redirected to the canonical path"
                record.decision = .allowed
                response = redirect(routeless, to: request.canonicalLocation(route.pattern), &record)
            } catch {
                response = respond(toThrown: error, routeless, &record)
            }
            route.crossOrigin?.share(&response, to: routeless)
        }
        if response.context == nil { _ = routeless.context.takeBackgroundWork() }
        // Caches must not keep a page for a client with another language.
        if languages.areSeveral { response.headers.append(HTTPField(name: .vary, value: "Accept-Language")) }
        protection.protect(&response, to: routeless, isPublic: isPublic)
        if (300...399).contains(response.status.code), response.headIsTooLong {
            let context = response.context
            response = uriTooLong(routeless, &record)
            response.context = context
            protection.protect(&response, to: routeless, isPublic: isPublic)
        }
        conclude(&response, &record, since: start)
        return response
    }

    /// Logs the request when its response is complete: now, or when the last piece of its body has been written.
    private func conclude(
        _ response: inout Response,
        _ record: inout RequestRecord,
        since start: UInt64
    ) {
        record.status = response.status
        switch response.body.storage {
        case .bytes(let bytes):
            record.bytes = bytes.count
            finish(record, since: start)
        case .file(_, let part):
            record.bytes = part.count
            finish(record, since: start)
        case .stream where record.method == .head:
            finish(record, since: start)
        case .stream(let length, let write):
            let whole = record
            response.body = .stream(length: length) { writer in
                try await stream(write, to: writer, whole, since: start)
            }
        }
    }

    /// Writes a body in pieces, and completes the request after the last one.
    private func stream(
        _ write: @Sendable (BodyWriter) async throws -> Void,
        to writer: BodyWriter,
        _ record: RequestRecord,
        since start: UInt64
    ) async throws {
        var record = record
        let counter = Counter()
        let counting = BodyWriter(
            write: { bytes in
                try writer.write(bytes)
                counter.bytes += bytes.count
            },
            flush: writer.flush
        )
        do {
            try await write(counting)
            record.bytes = counter.bytes
            finish(record, since: start)
        } catch {
            let broken = BrokenStream(incident: dependencies.incident(), underlying: error)
            record.bytes = counter.bytes
            record.isFailure = true
            record.incident = broken.incident
            record.summary = "broke off: \(LogText.quoted(String(describing: error).utf8))"
            finish(record, since: start)
            throw broken
        }
    }

    private final class Counter {
        var bytes = 0
    }

    func finish(_ record: RequestRecord, since start: UInt64) {
        guard dependencies.observer != nil || logger.logLevel <= record.level else { return }
        var record = record
        record.duration = .nanoseconds(Int64(clamping: max(dependencies.nanoseconds(), start) - start))
        record.log(to: logger)
        dependencies.observer?(record)
    }

    // MARK: Without a handler

    /// Responds without a handler to a path without a route for the method: to OPTIONS, and to methods that the path
    /// does not have.
    ///
    /// If no rule of the path allows the request, the denial of its first route decides the response.
    private func respondFromTable(_ request: Request, _ record: inout RequestRecord) async throws -> Response {
        if let response = preflightResponse(to: request, &record) { return response }
        let found = table.routes(request.target.segments)
        let isolates = protection.isolates(request)
        let routes = found.filter { !isolates || !$0.isIsolated }
        guard !routes.isEmpty else { return found.isEmpty ? noRoute(request, &record) : isolate(request, &record) }
        var methods: [HTTPRequest.Method] = []
        var refusal: RuleError?
        for route in routes {
            var request = request
            request.method = route.method
            request.path = PathParameters(route.pattern, matching: request.target.segments)
            if record.route == nil {
                record.route = route.pattern.text
                record.rule = route.rule
            }
            do {
                try await route.check(request)
                methods += route.method == .get ? [.get, .head] : [route.method]
            } catch let error as RuleError where error.isDenial {
                refusal = refusal ?? error
            }
        }
        if methods.isEmpty, let refusal { throw refusal }
        record.decision = .allowed
        let allow = (methods.filter { $0 != .options } + [.options]).map(\.rawValue).joined(separator: ", ")
        if request.method == .options {
            record.summary = "OPTIONS served from the table"
            return Response(status: .noContent, headers: [.allow: allow])
        }
        record.summary = "no route for this method"
        return failures.response(.methodNotAllowed, headers: [.allow: allow], to: request)
    }

    // MARK: Errors

    /// Responds to an error of a rule or a handler. An error of a rule means that nothing was opened.
    private func respond(toThrown error: any Error, _ request: Request, _ record: inout RequestRecord) -> Response {
        guard let error = error as? RuleError else {
            record.decision = .allowed
            return respond(to: error, request, &record)
        }
        record.decision = .denied
        return respond(to: error.underlying, request, &record)
    }

    func respond(to error: any Error, _ request: Request, _ record: inout RequestRecord) -> Response {
        switch error {
        case let denial as Denial:
            record.decision = .denied
            record.summary = "denied: \(denial)"
            do {
                return failures.response(try denial.response(to: request), to: request)
            } catch {
                return fail(.internalServerError, error, request: request, record: &record)
            }
        case let error as FileError where error.code == .missing || error.code == .refused:
            // A missing file is logged at level info, a refused one as a denial.
            if error.code == .refused { record.decision = .denied }
            record.summary = "file not served: \(LogText.quoted(error.reason.utf8))"
            return failures.response(.notFound, to: request)
        case let error as HTTPError where (400...599).contains(error.status.code):
            record.summary = "refused: \(LogText.quoted(error.description.utf8))"
            return failures.response(
                error.status,
                error.message,
                field: error.field,
                headers: error.headers,
                to: request
            )
        case let error as PathParameterError where error.isMismatch:
            record.summary = "refused: \(error)"
            return failures.response(.notFound, to: request)
        case let error as AfterResponseError where error.code == .full:
            record.isFailure = true
            record.summary = "overloaded: \(error)"
            return failures.response(.serviceUnavailable, headers: [.retryAfter: "1"], to: request)
        case let error as RequestBodyError:
            record.summary = "\(error)"
            switch error.code {
            case .tooLarge:
                return failures.response(.contentTooLarge, "The request is too large.", to: request)
            case .timedOut:
                return failures.response(.requestTimeout, "The request took too long to arrive.", to: request)
            default:
                return failures.response(.badRequest, "The request is incomplete.", to: request)
            }
        case is any UnavailableError:
            return fail(.serviceUnavailable, error, headers: [.retryAfter: "10"], request: request, record: &record)
        case is CancellationError, is RuleTimeoutError, is RequestLimitError:
            return fail(.serviceUnavailable, error, request: request, record: &record)
        default:
            return fail(.internalServerError, error, request: request, record: &record)
        }
    }

    /// Responds to a failure. The client gets an incident number, and the log has the reason under that number.
    private func fail(
        _ status: HTTPResponse.Status,
        _ error: any Error,
        headers: HTTPFields = [:],
        request: Request,
        record: inout RequestRecord
    ) -> Response {
        let incident = dependencies.incident()
        record.isFailure = true
        record.incident = incident
        let reason = error is CancellationError ? "cancelled" : LogText.quoted(String(describing: error).utf8)
        record.summary = "failed: \(reason)"
        #if DEBUG
            if let page = DebugPage(error, record, request, table) { return page.response(status, headers) }
        #endif
        return failures.response(status, incident: incident, headers: headers, to: request)
    }
}
