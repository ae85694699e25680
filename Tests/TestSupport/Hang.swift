public import Dispatch

extension Duration {
    /// How long a test waits for something that must happen. Only something that hangs takes longer.
    ///
    /// The tests run concurrently on a pool with one thread per processor. Under a sanitizer a task may wait half a
    /// minute for
    /// its turn there.
    public static let hang = Duration.seconds(120)
}

extension DispatchSemaphore {
    /// Waits for the signal, and returns whether it came in time.
    public func hasCome() -> Bool {
        wait(timeout: .now() + .seconds(Int(Duration.hang.components.seconds))) == .success
    }
}
