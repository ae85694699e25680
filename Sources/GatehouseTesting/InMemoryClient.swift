internal import FastCGI
internal import FastCGIClient
public import Gatehouse
internal import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes
public import Logging

/// Asks a gate directly, without a socket: in microseconds.
public struct InMemoryClient: TestClient {
    private let dispatcher: Dispatcher

    /// Creates a client of a gate.
    ///
    /// - Parameters:
    ///   - gate: what is asked.
    ///   - mount: where its routes lie.
    ///   - programName: the name of the program's file.
    ///   - logger: is told why requests were turned away.
    /// - Throws: `GateError` if the gate has mistakes.
    public init(
        _ gate: Gate,
        mount: Mount = .automatic,
        programName: String = "app.fcgi",
        logger: Logger = Logger(label: "gatehouse")
    ) throws {
        dispatcher = try Dispatcher(gate, mount: mount, programName: programName, logger: logger)
    }

    /// Sends a request and waits for the answer.
    ///
    /// The answer goes through the same check on its way out as over a socket: what could not be sent is a 500 here too.
    public func send(_ request: TestRequest) async throws -> TestResponse {
        let parameters: Parameters
        do throws(ParametersError) {
            parameters = try Parameters(request.pairs)
        } catch {
            return try rendered(.plain(.badRequest), request)
        }
        let response = await dispatcher.respond(to: parameters, body: RequestBody(request.body))
        let answer = Answer(
            response: HTTPResponse(status: response.status, headerFields: response.headers),
            body: response.body.bytes
        )
        do {
            return try rendered(answer, request)
        } catch is FastCGIError {
            return try rendered(.plain(.internalServerError), request)
        }
    }

    private func rendered(_ answer: Answer, _ request: TestRequest) throws -> TestResponse {
        let response = try GatewayResponse(try answer.bytes(isHead: request.method == .head))
        return TestResponse(status: response.status, headers: response.headers, body: response.body)
    }
}
