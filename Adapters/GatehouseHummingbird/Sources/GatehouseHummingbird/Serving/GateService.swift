internal import ServiceLifecycle

/// The service that serves the gate, in place of Hummingbird's server.
struct GateService: Service, CustomStringConvertible {
    let prelude: @Sendable () async throws -> Void
    let serve: @Sendable () async throws -> Void

    let description = "GateService"

    func run() async throws {
        try await prelude()
        // The gate finishes the requests in flight when its task is cancelled.
        try await cancelWhenGracefulShutdown(serve)
    }
}
