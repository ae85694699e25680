/// The exchange whose request the current task belongs to.
///
/// A worker says once in its life, by a task-local value, which exchange and which executor are its own; a request adds
/// nothing to that. The value alone would be wrong in a `Task { }`, which copies it and may run on when the request is
/// over and the next has begun. Such a task does not inherit the preference for the worker's executor, while a child
/// task, which ends before the request does, keeps it on every actor. So both together name the request, and no other.
///
/// The thread would not do: the jobs of two workers that wait for the same actor may run on the thread of either.
struct CurrentExchange: Sendable {
    @TaskLocal private static var worker: CurrentExchange?

    private let exchange: FastCGIExchange
    private let executor: WorkerExecutor

    /// Runs the whole of a worker's task, which prefers that executor.
    static func with<Result>(
        _ exchange: FastCGIExchange,
        on executor: WorkerExecutor,
        _ body: () async -> Result
    ) async -> Result {
        await $worker.withValue(CurrentExchange(exchange: exchange, executor: executor)) { await body() }
    }

    static var value: FastCGIExchange? {
        guard let worker else { return nil }
        let isPreferred = unsafe withUnsafeCurrentTask { task in
            // Compared and forgotten; the worker keeps its executor alive.
            unsafe task?.unownedTaskExecutor == worker.executor.asUnownedTaskExecutor()
        }
        return isPreferred ? worker.exchange : nil
    }
}
