import GatewayInterface
import HTTPTypes
import Logging
import Synchronization
import TestSupport

@testable import FastCGI

/// The settings that differ from a server with one worker on a loopback port.
struct Setting: Sendable {
    var address: SocketAddress?
    var workers = 1
    var readTimeout = Duration.hang
    var limits = ParameterLimits()
    var roles: Set<Role> = [.responder]
    var peers = PeerPolicy()
    var mode: UInt16 = 0o600
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    /// Changes other settings.
    var more: @Sendable (inout ServerConfiguration) -> Void = { _ in }
}

/// Runs a server for as long as a client. The client blocks, so it gets its own thread: the tests' thread pool is
/// small. The server is stopped after the client, and has ended when this returns.
func serving<Result: Sendable>(
    _ handler: @escaping Server.Handler,
    _ setting: Setting = Setting(),
    client: @escaping @Sendable (SocketAddress, Server) throws -> Result
) async throws -> Result {
    var configuration = ServerConfiguration(workers: setting.workers, readTimeout: setting.readTimeout)
    configuration.writeTimeout = .hang
    configuration.requestTimeout = .hang
    configuration.parameterLimits = setting.limits
    configuration.roles = setting.roles
    configuration.peers = setting.peers
    setting.more(&configuration)
    let server = try Server(configuration: configuration, logger: setting.logger)
    let listener = try Listener(try setting.address ?? SocketAddress("127.0.0.1:0"), mode: setting.mode)
    guard let address = listener.address else { throw Failure("a listener without an address") }
    // A thread for the client. A task on it belongs to the test, and so do its expectations.
    let executor = WorkerExecutor()
    try Thread.start { executor.run() }
    let task = Task(executorPreference: executor) {
        defer {
            server.stop()
            executor.finish()
        }
        return try client(address, server)
    }
    do {
        try await server.run(on: listener, handler)
    } catch {
        // The expectations of the client belong to the test as well.
        _ = await task.result
        throw error
    }
    return try await task.value
}

/// Lets a handler be written as a closure where a server is started.
func responding(_ handler: @escaping Server.Handler) -> Server.Handler {
    handler
}

/// A value that a handler and a test share.
final class Box<Value: Sendable>: Sendable {
    private let storage: Mutex<Value>

    init(_ value: Value) {
        storage = Mutex(value)
    }

    var value: Value {
        get { storage.withLock { $0 } }
        set { storage.withLock { $0 = newValue } }
    }

    func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        storage.withLock { body(&$0) }
    }
}

/// An error of a test.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A handler that records its requests and responds with 200 and the name of the request.
final class Recorder: Sendable {
    private let seen = Box<[Parameters]>([])

    var requests: [Parameters] { seen.value }
    var count: Int { seen.value.count }

    var handler: Server.Handler {
        { request, response in
            self.seen.change { $0.append(request.parameters) }
            try response.finish(.plain(200), body: Array("response to \(request.parameters["NAME"] ?? "-")".utf8))
        }
    }
}

extension HTTPResponse {
    /// A response with a status and fields.
    static func plain(_ code: Int, _ fields: HTTPFields = [:]) -> HTTPResponse {
        HTTPResponse(status: HTTPResponse.Status(code: code), headerFields: fields)
    }
}
