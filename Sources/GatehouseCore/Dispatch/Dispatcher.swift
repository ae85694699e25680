public import GatewayInterface
internal import HTTPTypes
public import Logging

/// Decides about each request: which route it is for, whether the route's rule lets it pass, and what the answer is.
///
/// The decision falls here and nowhere else. Every request gets an answer of the gate; none is handed back to the web
/// server. It does no I/O of its own, so all of it can be tested in memory.
public struct Dispatcher: Sendable {
    private let table: RouteTable
    private let mount: Mount
    private let programName: String
    private let logger: Logger

    /// Creates the dispatcher of a gate.
    ///
    /// - Parameters:
    ///   - gate: the routes.
    ///   - mount: where they lie.
    ///   - programName: the name of the program's file, which ``Mount/automatic`` needs.
    ///   - logger: is told why a request was turned away.
    /// - Throws: ``GateError`` if the gate has mistakes; all of them are in it.
    public init(
        _ gate: Gate,
        mount: Mount = .automatic,
        programName: String = "",
        logger: Logger = Logger(label: "gatehouse")
    ) throws(GateError) {
        guard gate.mistakes.isEmpty else { throw GateError(mistakes: gate.mistakes) }
        table = RouteTable(gate.routes)
        self.mount = mount
        self.programName = programName
        self.logger = logger
    }

    /// Answers a request.
    ///
    /// - Parameters:
    ///   - parameters: what the web server handed over.
    ///   - body: read only if a handler asks for it.
    /// - Returns: the answer, whatever happened.
    public func respond(to parameters: Parameters, body: RequestBody) async -> Response {
        let gateway = Gateway(parameters, programName: programName)
        let target: RequestTarget
        do throws(RequestTargetError) {
            target = try gateway.target(below: mount)
        } catch {
            logger.notice("target refused: \(error)", metadata: ["target": log(parameters, "REQUEST_URI")])
            return .plain(.badRequest)
        }
        guard let name = parameters["REQUEST_METHOD"], let method = HTTPRequest.Method(name) else {
            logger.notice("method refused", metadata: ["method": log(parameters, "REQUEST_METHOD")])
            return .plain(.badRequest)
        }
        guard !gateway.isOwnURL(target), let route = table.route(method, target.segments) else {
            logger.info(
                "no route",
                metadata: ["method": "\(method.rawValue)", "target": log(parameters, "REQUEST_URI")]
            )
            return .plain(.notFound)
        }
        let request = Request(
            method: method,
            target: target,
            path: PathParameters(route.pattern, matching: target.segments),
            parameters: parameters,
            body: body
        )
        return await respond(to: request, by: route)
    }

    private func respond(to request: Request, by route: Route) async -> Response {
        let metadata: Logger.Metadata = [
            "method": "\(request.method.rawValue)", "route": "\(route.pattern.text)", "rule": "\(route.rule)",
        ]
        do {
            do {
                return try await route.respond(request)
            } catch let denial as Denial {
                logger.info("denied: \(denial)", metadata: metadata)
                return try denial.response()
            }
        } catch let error as RequestBodyError where error.code == .tooLarge {
            logger.notice("\(error)", metadata: metadata)
            return .plain(.contentTooLarge)
        } catch let error as RequestBodyError {
            logger.notice("\(error)", metadata: metadata)
            return .plain(error.code == .timedOut ? .requestTimeout : .badRequest)
        } catch is CancellationError {
            logger.error("cancelled", metadata: metadata)
            return .plain(.serviceUnavailable)
        } catch {
            logger.error("failed: \(LogText.quoted(String(describing: error).utf8))", metadata: metadata)
            return .plain(.internalServerError)
        }
    }

    private func log(_ parameters: Parameters, _ name: String) -> Logger.MetadataValue {
        .string(LogText.quoted(parameters.bytes(of: name) ?? []))
    }
}
