internal import FastCGI
internal import FastCGIClient
public import Gatehouse
internal import GatehouseCore
internal import HTTPTypes
public import Logging
internal import Synchronization

/// Sends requests to a gate over a real socket, through libfcgi and the workers.
public struct LiveClient: TestClient {
    /// The routes of the gate.
    public let routes: [RouteDescription]

    /// The URL path below which the routes lie.
    public let mount: Mount

    private let address: SocketAddress
    private let host: String
    private let decisions: Decisions

    /// Serves a gate on a free loopback port while a closure runs.
    ///
    /// - Parameters:
    ///   - gate: the gate under test. If it names no host, the client asks for `localhost`, from every address.
    ///   - mount: the URL path below which its routes lie.
    ///   - programName: the name of the program's file.
    ///   - workers: the number of worker threads.
    ///   - logger: gets the gate's log lines; `nil` prints only failures, such as the reason of a 500.
    ///   - body: gets a client for the gate.
    /// - Throws: what `body` throws; `GateError` if the gate has configuration errors.
    public static func serving<Result: Sendable>(
        _ gate: Gate,
        mount: Mount = .automatic,
        programName: String = "app.fcgi",
        workers: Int = 1,
        logger: Logger? = nil,
        _ body: (LiveClient) async throws -> Result
    ) async throws -> Result {
        let logger = logger ?? .failuresOnly
        let decisions = Decisions()
        var gate = gate
        gate.configuration.hosts = gate.configuration.hosts.forTests
        let dispatcher = try Dispatcher(
            gate,
            mount: mount,
            programName: programName,
            logger: logger,
            dependencies: .world(observer: decisions.note)
        )
        let server = try Server(configuration: ServerConfiguration(workers: workers), logger: logger)
        let listener = try Listener(SocketAddress("127.0.0.1:0"))
        guard let address = listener.address else { throw ClientError("the listener has no address") }
        let handover = Handover(listener)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                if let listener = handover.take() {
                    try await server.run(on: listener, dispatcher.handler)
                }
            }
            defer { server.stop() }
            return try await body(
                LiveClient(
                    routes: gate.routes(), mount: mount, address: address, host: gate.configuration.hosts.example,
                    decisions: decisions)
            )
        }
    }

    /// Sends a request over a new connection and waits for the response.
    ///
    /// The connection blocks a thread of its own. It must not block one of the few threads that run tasks, because the gate
    /// may need them to respond.
    public func send(_ request: TestRequest) async throws -> TestResponse {
        try await withCheckedThrowingContinuation { continuation in
            do throws(SystemError) {
                try Thread.start { continuation.resume(with: Result { try ask(request) }) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    private func ask(_ request: TestRequest) throws -> TestResponse {
        var connection = try ClientConnection(to: address)
        let number = decisions.number()
        let pairs = request.pairs(host: host) + [(name: Decisions.parameter, value: number)]
        let response = try connection.exchange(ClientRequest(pairs, body: request.body)).head()
        return TestResponse(
            status: response.status,
            headers: response.headers,
            body: response.body,
            decision: decisions.take(number)
        )
    }
}

/// Moves a listener into a task. A closure cannot consume a captured value.
private final class Handover: Sendable {
    private let listener: Mutex<Listener?>

    init(_ listener: consuming Listener) {
        self.listener = Mutex(listener)
    }

    func take() -> Listener? {
        listener.withLock { $0.take() }
    }
}
