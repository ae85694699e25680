// Takes the place of the frameworks of HummingbirdTesting in a scratch copy of Hummingbird: scripts/test-hummingbird-suite.

import FastCGI
import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

@testable import GatehouseHummingbird

/// Runs an application behind a gate, in this process, and sends its requests by FastCGI over a socket.
///
/// With SUITE_IN_MEMORY, the gate gets the requests in the task of the test, for tests that depend on a task-local value.
struct FastCGITestFramework<App: ApplicationProtocol>: ApplicationTestFramework {
    let application: App

    init(app: App) {
        application = app
    }

    func run<Value>(_ test: @Sendable (Client) async throws -> Value) async throws -> Value {
        try ServerCheck.check(application)
        // The protections have tests of their own. Here they would refuse what the tests send.
        var configuration = GateConfiguration()
        configuration.https = .notRequired
        configuration.headers = .none
        configuration.bodyLimit = .max
        let gate = try await application.gate(allow: .everyone, configuration: configuration)
        let started = AsyncStream.makeStream(of: Void.self)
        let group = ServiceGroup(
            configuration: .init(
                services: application.services + [Started(continuation: started.continuation)],
                logger: application.logger))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            for await _ in started.stream { break }
            let outcome: Result<UnsafeTransfer<Value>, any Error>
            do {
                for process in application.processesRunBeforeServerStart { try await process() }
                outcome = .success(try await Self.serve(gate, application.logger, test))
            } catch {
                outcome = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try outcome.get().value
        }
    }

    private static func serve<Value>(
        _ gate: Gate, _ logger: Logger, _ test: @Sendable (Client) async throws -> Value
    ) async throws -> UnsafeTransfer<Value> {
        if ProcessInfo.processInfo.environment["SUITE_IN_MEMORY"] != nil {
            return UnsafeTransfer(value: try await test(Client(client: try InMemoryClient(gate, logger: logger))))
        }
        return try await LiveClient.serving(gate, workers: 4, logger: logger) { client in
            UnsafeTransfer(value: try await test(Client(client: client)))
        }
    }

    struct Client: TestClientProtocol {
        let client: any GatehouseTesting.TestClient
        let port: Int? = nil

        func executeRequest(
            uri: String, method: HTTPRequest.Method, headers: HTTPFields, body: ByteBuffer?
        ) async throws -> TestResponse {
            // Some tests send a target without a slash. Web servers refuse it.
            let target = uri.hasPrefix("/") ? uri : "/" + uri
            let request = TestRequest(
                method, target, headers: headers, body: body.map { Array($0.readableBytesView) } ?? [],
                parameters: ["HTTPS": "off", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1"])
            let response = try await client.send(request)
            return TestResponse(
                head: HTTPResponse(status: response.status, headerFields: response.headers),
                body: ByteBuffer(bytes: response.body), trailerHeaders: nil)
        }
    }
}

/// The result of a test, which is used in one task.
private struct UnsafeTransfer<Value>: @unchecked Sendable {
    let value: Value
}

/// Tells that all services have started.
private struct Started: Service {
    let continuation: AsyncStream<Void>.Continuation

    func run() async throws {
        continuation.yield()
        try? await gracefulShutdown()
    }
}
