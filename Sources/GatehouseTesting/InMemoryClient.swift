internal import FastCGI
internal import FastCGIClient
public import Gatehouse
internal import GatehouseCore
internal import GatewayInterface
internal import HTTPTypes
public import Logging

/// Sends requests to a gate directly, without a socket. A request takes microseconds.
public struct InMemoryClient: TestClient {
    /// The routes of the gate.
    public let routes: [RouteDescription]

    /// The URL path below which the routes lie.
    public let mount: Mount

    private let dispatcher: Dispatcher
    private let host: String
    private let decisions = Decisions()
    private let runner: BackgroundWorkRunner

    /// Creates a client for a gate.
    ///
    /// - Parameters:
    ///   - gate: the gate under test. If it names no host, the client asks for `localhost`, from every address.
    ///   - mount: the URL path below which its routes lie.
    ///   - programName: the name of the program's file.
    ///   - logger: gets the gate's log lines; `nil` prints only failures, such as the reason of a 500.
    /// - Throws: `GateError` if the gate has configuration errors.
    public init(
        _ gate: Gate,
        mount: Mount = .automatic,
        programName: String = "app.fcgi",
        logger: Logger? = nil
    ) throws {
        var gate = gate
        gate.configuration.hosts = gate.configuration.hosts.forTests
        routes = try gate.routes()
        self.mount = mount
        host = gate.configuration.hosts.example
        runner = try BackgroundWorkRunner()
        dispatcher = try Dispatcher(
            gate,
            mount: mount,
            programName: programName,
            logger: logger ?? .failuresOnly,
            dependencies: .world(observer: decisions.note)
        )
    }

    /// Sends a request and waits for the response.
    ///
    /// The response passes the same checks as over a socket: a response that could not be sent is a 500 here too. When this
    /// method returns, the handler's background work has ended as well.
    public func send(_ request: TestRequest) async throws -> TestResponse {
        let number = decisions.number()
        let parameters: Parameters
        do throws(ParametersError) {
            parameters = try Parameters(request.pairs(host: host) + [(name: Decisions.parameter, value: number)])
        } catch {
            return try rendered(.plain(.badRequest), request, nil)
        }
        #if DEBUG
            let response = await ThrownErrors.$ofTask.withValue(ThrownErrors()) {
                await dispatcher.respond(to: parameters, body: RequestBody(request.body))
            }
        #else
            let response = await dispatcher.respond(to: parameters, body: RequestBody(request.body))
        #endif
        // Also if the response breaks off.
        defer { _ = response.takeBackgroundWork() }
        let received = try await received(response, request, parameters: parameters, number: number)
        await runner.finish(response.takeBackgroundWork())
        return received
    }

    /// The response as it would be sent.
    private func received(
        _ response: Response,
        _ request: TestRequest,
        parameters: Parameters,
        number: String
    ) async throws -> TestResponse {
        var head = HTTPResponse(status: response.status, headerFields: response.allHeaders)
        let collected = Collected()
        switch response.body.storage {
        case .bytes(let bytes):
            collected.bytes = bytes
        case .file(let source, let part):
            do {
                try source.write(part, to: BodyWriter(write: { collected.bytes += $0 }, flush: {}))
            } catch {
                throw TestFailure("the response broke off: \(error)")
            }
        case .stream(let length, let write):
            if let length { head.headerFields[.contentLength] = String(length) }
            if request.method == .head {
                return try streamed(head, body: [], response, request, parameters: parameters, number: number)
            }
            do {
                try await write(BodyWriter(write: { collected.bytes += $0 }, flush: { collected.hasLeft = true }))
            } catch {
                // As over a socket: if nothing has been sent yet, the response becomes a 500.
                guard !collected.hasLeft, collected.bytes.count <= ResponseBodyWriter.bufferedBytes else {
                    throw TestFailure("the response broke off: \(error)")
                }
                return try unsendable(response, error, request, parameters: parameters, number: number)
            }
            return try streamed(
                head, body: collected.bytes, response, request, parameters: parameters, number: number)
        }
        let bytes: [UInt8]
        do throws(FastCGIError) {
            bytes = try CompleteResponse(head: head, body: collected.bytes).bytes(isHead: request.method == .head)
        } catch {
            return try unsendable(response, error, request, parameters: parameters, number: number)
        }
        return try self.response(bytes, decisions.take(number))
    }

    private final class Collected {
        var bytes: [UInt8] = []
        var hasLeft = false
    }

    private func rendered(
        _ response: CompleteResponse,
        _ request: TestRequest,
        _ decision: TestResponse.Decision?
    ) throws -> TestResponse {
        try self.response(try response.bytes(isHead: request.method == .head), decision)
    }

    /// The response that replaces one that cannot be sent.
    private func unsendable(
        _ response: Response,
        _ error: any Error,
        _ request: TestRequest,
        parameters: Parameters,
        number: String
    ) throws -> TestResponse {
        _ = response.takeBackgroundWork()
        let instead = dispatcher.failure(insteadOf: response, error, to: parameters).asCompleteResponse
        let decision = decisions.take(number)
        let bytes: [UInt8]
        do throws(FastCGIError) {
            bytes = try instead.bytes(isHead: request.method == .head)
        } catch {
            return try rendered(.plain(.internalServerError), request, decision)
        }
        return try self.response(bytes, decision)
    }

    /// Checks that a stream has the length that it announced.
    private func streamed(
        _ head: HTTPResponse,
        body: [UInt8],
        _ response: Response,
        _ request: TestRequest,
        parameters: Parameters,
        number: String
    ) throws -> TestResponse {
        if let length = head.headerFields[.contentLength], request.method != .head, length != String(body.count) {
            throw TestFailure("the response announced \(length) bytes and has \(body.count)")
        }
        var bytes: [UInt8] = []
        do throws(FastCGIError) {
            try ResponseHead.write(head.status, head.headerFields, bodyLength: nil, into: &bytes)
        } catch {
            return try unsendable(response, error, request, parameters: parameters, number: number)
        }
        return try self.response(bytes + body, decisions.take(number))
    }

    private func response(_ bytes: [UInt8], _ decision: TestResponse.Decision?) throws -> TestResponse {
        let response = try GatewayResponse(bytes)
        return TestResponse(
            status: response.status,
            headers: response.headers,
            body: response.body,
            decision: decision
        )
    }
}
