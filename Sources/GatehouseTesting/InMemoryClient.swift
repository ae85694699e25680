internal import FastCGIClient
public import Gatehouse
internal import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes
internal import Logging

/// Asks a gate directly, without a socket: in microseconds.
public struct InMemoryClient: TestClient {
    private let dispatcher: Dispatcher

    /// Creates a client of a gate.
    ///
    /// - Throws: `GateError` if the gate has mistakes.
    public init(_ gate: Gate, mount: Mount = .automatic, programName: String = "app.fcgi") throws {
        dispatcher = try Dispatcher(gate, mount: mount, programName: programName)
    }

    /// Sends a request and waits for the answer.
    public func send(_ request: TestRequest) async throws -> TestResponse {
        let answer = await dispatcher.respond(to: try Parameters(request.pairs), body: RequestBody(request.body))
        var headers = answer.headers
        // What the binding does on the way out.
        headers[.contentLength] = String(answer.body.bytes.count)
        return TestResponse(
            status: answer.status,
            headers: headers,
            body: request.method == .head ? [] : answer.body.bytes
        )
    }
}
