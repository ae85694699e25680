import Dispatch
import Gatehouse
import GatehouseTesting
import Testing

/// The kinds of clients. A gate must send the same responses to all of them.
enum ClientKind: Sendable, CaseIterable, CustomTestStringConvertible {
    case inMemory
    case oneWorker
    case fourWorkers

    var testDescription: String {
        switch self {
        case .inMemory: "in memory"
        case .oneWorker: "live, 1 worker"
        case .fourWorkers: "live, 4 workers"
        }
    }

    /// Calls a closure with a client of the gate.
    func asking<Result: Sendable>(
        _ gate: Gate,
        mount: Mount = .automatic,
        _ body: @escaping @Sendable (any TestClient) async throws -> Result
    ) async throws -> Result {
        if self == .inMemory { return try await body(InMemoryClient(gate, mount: mount)) }
        // LiveClient blocks its thread. A queue, unlike Swift's thread pool, has another thread for the next task.
        return try await withTaskExecutorPreference(Threads()) {
            try await LiveClient.serving(gate, mount: mount, workers: self == .oneWorker ? 1 : 4) { client in
                try await body(client)
            }
        }
    }
}

/// Runs each job on a thread that the job may block.
private final class Threads: TaskExecutor {
    private let queue = DispatchQueue(label: "test clients", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
