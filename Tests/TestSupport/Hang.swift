public import Dispatch

extension Duration {
    /// How long a test waits for what must come: a machine that has much else to do takes long, and only what hangs takes
    /// longer.
    ///
    /// The tests run all at once, on a pool with a thread a processor; under a sanitizer a task may wait half a minute for
    /// its turn there.
    public static let hang = Duration.seconds(120)
}

extension DispatchSemaphore {
    /// Whether the signal has come, for which this waits.
    public func hasCome() -> Bool {
        wait(timeout: .now() + .seconds(Int(Duration.hang.components.seconds))) == .success
    }
}
