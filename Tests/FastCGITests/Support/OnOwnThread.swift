#if DEBUG
    @testable import FastCGI

    /// Runs a closure on its own thread, whose system calls pass through a driver.
    func onOwnThread<Result: Sendable>(
        _ body: @escaping @Sendable (SystemCallDriver) async throws -> Result
    ) async throws -> Result {
        let executor = WorkerExecutor()
        try Thread.start { executor.run() }
        return try await Task(executorPreference: executor) {
            defer { executor.finish() }
            let driver = SystemCallDriver()
            driver.install()
            return try await body(driver)
        }.value
    }
#endif
