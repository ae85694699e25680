internal import Gatehouse
internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Passes requests that a gate has let pass to a responder of Hummingbird.
struct RequestForwarder<Responder: HTTPResponder, Evidence: Sendable>: Sendable {
    let responder: Responder
    /// The logger of the application; `nil` for the logger of the gate.
    var logger: Logger?
    /// The level of the application's lines, if they go to the logger of the gate.
    var logLevel: Logger.Level?
    /// The value of the field `Server`.
    var serverName: String?
    /// The number of segments at the beginning of the path that the application does not see.
    let droppedSegments: Int
    let channel: SilentChannel
    let makeContext: @Sendable (GateContextSource<Evidence>) -> Responder.Context

    /// Responds to a request.
    ///
    /// - Throws: only what the gate answers better: a body that could not be read, and a cancellation.
    func respond(to request: Gatehouse.Request, _ evidence: Evidence) async throws -> Gatehouse.Response {
        var logger = logger ?? request.logger
        if let logLevel { logger.logLevel = logLevel }
        logger[metadataKey: "hb.request.id"] = .stringConvertible(RequestID())
        let isHead = request.method == .head
        return try await withLogger(logger) { logger in
            do {
                let source = GateContextSource(
                    logger: logger, evidence: evidence, request: request,
                    channel: GateChannel(request: request, silent: channel))
                var response = try await responder.respond(
                    to: IncomingRequest(request).hummingbird(dropping: droppedSegments), context: makeContext(source))
                if let serverName { response.headers[.server] = serverName }
                return try await OutgoingResponse.make(response, isHead: isHead)
            } catch let error as IncomingBodyError {
                throw error.underlying
            } catch is CancellationError where Task.isCancelled {
                throw CancellationError()
            } catch {
                // As on Hummingbird's own server, the client learns nothing. The log does.
                logger.error("the application failed", metadata: ["error": "\(error)"])
                return Gatehouse.Response(status: .internalServerError)
            }
        }
    }
}
