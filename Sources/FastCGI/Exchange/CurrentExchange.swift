/// The exchange of the request that the current task belongs to.
///
/// A worker sets a task-local value with its exchange and its executor once; a request adds no cost. The value alone is
/// not enough: a `Task { }` copies it and may outlive the request. Such a task does not inherit the executor preference
/// of the worker. A child task inherits it on every actor, and ends before the request does. So value and preference
/// together identify the request.
///
/// The current thread would not identify it: jobs of two workers that wait for the same actor may run on either thread.
struct CurrentExchange: Sendable {
    @TaskLocal private static var worker: CurrentExchange?

    private let exchange: FastCGIExchange
    private let executor: WorkerExecutor

    /// Runs the whole task of a worker, which prefers that executor.
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
            // The reference is only compared, and the worker keeps its executor alive.
            unsafe task?.unownedTaskExecutor == worker.executor.asUnownedTaskExecutor()
        }
        return isPreferred ? worker.exchange : nil
    }
}
