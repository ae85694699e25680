#if DEBUG
    import Foundation

    @testable import FastCGI

    /// Runs a closure on a thread of its own, whose system calls pass through a driver. Tests share their threads.
    func onDrivenThread<Result: Sendable>(
        _ body: @escaping @Sendable (SystemCallDriver) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Foundation.Thread.detachNewThread {
                let driver = SystemCallDriver()
                driver.install()
                continuation.resume(with: Swift.Result { try body(driver) })
            }
        }
    }
#endif
