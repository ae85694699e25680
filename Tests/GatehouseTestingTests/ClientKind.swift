import Dispatch
import Gatehouse
import GatehouseTesting
import Testing

/// The ways to ask a gate that must give the same answers.
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

    /// Hands a client of a gate to a closure.
    func asking<Result: Sendable>(
        _ gate: Gate,
        mount: Mount = .automatic,
        _ body: @escaping @Sendable (any TestClient) async throws -> Result
    ) async throws -> Result {
        if self == .inMemory { return try await body(InMemoryClient(gate, mount: mount)) }
        // LiveClient blocks the thread that it is called on; a queue, other than the pool of Swift's tasks, has another
        // thread for the next task.
        return try await withTaskExecutorPreference(Threads()) {
            try await LiveClient.serving(gate, mount: mount, workers: self == .oneWorker ? 1 : 4) { client in
                try await body(client)
            }
        }
    }
}

/// Runs each job on a thread that it may block.
private final class Threads: TaskExecutor {
    private let queue = DispatchQueue(label: "test clients", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
