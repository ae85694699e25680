internal import FastCGI
internal import FastCGIClient
public import Gatehouse
internal import GatehouseCore
internal import HTTPTypes
public import Logging
internal import Synchronization

/// Asks a gate through the whole of it: a socket, libfcgi, workers.
public struct LiveClient: TestClient {
    /// The routes of the gate.
    public let routes: [RouteDescription]

    /// Where the routes lie.
    public let mount: Mount

    private let address: SocketAddress
    private let host: String
    private let decisions: Decisions

    /// Serves a gate on a free loopback port for the length of a closure.
    ///
    /// - Parameters:
    ///   - gate: what is served. One that names no host is asked for the own machine, from every address.
    ///   - mount: where its routes lie.
    ///   - programName: the name of the program's file.
    ///   - workers: the number of worker threads.
    ///   - logger: is told why requests were turned away.
    ///   - body: gets a client that is connected to it.
    /// - Throws: what `body` throws; `GateError` if the gate has mistakes.
    public static func serving<Result: Sendable>(
        _ gate: Gate,
        mount: Mount = .automatic,
        programName: String = "app.fcgi",
        workers: Int = 1,
        logger: Logger = Logger(label: "gatehouse"),
        _ body: (LiveClient) async throws -> Result
    ) async throws -> Result {
        let decisions = Decisions()
        var gate = gate
        gate.configuration.hosts = gate.configuration.hosts.forTests
        let dispatcher = try Dispatcher(
            gate,
            mount: mount,
            programName: programName,
            logger: logger,
            surroundings: .world(observer: decisions.note)
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

    /// Sends a request over a connection of its own and waits for the answer.
    ///
    /// The connection blocks a thread of its own, and none of the few that run tasks: the gate needs those to answer.
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
        let answer = try connection.exchange(ClientRequest(pairs, body: request.body)).head()
        return TestResponse(
            status: answer.status,
            headers: answer.headers,
            body: answer.body,
            decision: decisions.take(number)
        )
    }
}

/// Takes a listener into a task: a closure cannot consume what it captures.
private final class Handover: Sendable {
    private let listener: Mutex<Listener?>

    init(_ listener: consuming Listener) {
        self.listener = Mutex(listener)
    }

    func take() -> Listener? {
        listener.withLock { $0.take() }
    }
}
