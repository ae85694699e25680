#if DEBUG
    @testable import FastCGI

    /// Runs a closure on a thread of its own, whose system calls pass through a driver.
    func onDrivenThread(
        _ body: @escaping @Sendable @concurrent (SystemCallDriver) async throws -> Void
    ) async throws {
        let executor = WorkerExecutor()
        try FastCGI.Thread.start { executor.run() }
        let task = Task(executorPreference: executor) { @Sendable @concurrent in
            defer { executor.finish() }
            let driver = SystemCallDriver()
            driver.install()
            try await body(driver)
        }
        try await task.value
    }
#endif
