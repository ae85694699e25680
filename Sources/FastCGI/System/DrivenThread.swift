#if DEBUG
    /// Runs a closure of a test on a thread of its own, whose system calls pass through a driver. Tests share their threads.
    func onDrivenThread<Result: Sendable>(
        _ body: @escaping @Sendable @concurrent (SystemCallDriver) async throws -> Result
    ) async throws -> Result {
        let executor = WorkerExecutor()
        try Thread.start { executor.run() }
        let task = Task(executorPreference: executor) { @Sendable @concurrent in
            defer { executor.finish() }
            let driver = SystemCallDriver()
            driver.install()
            return try await body(driver)
        }
        return try await task.value
    }
#endif
