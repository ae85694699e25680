/// How long to wait before the next process is started in place of one that ended early.
struct RestartDelay {
    /// A process that has run for this long did not end early.
    static let early = Duration.seconds(5)
    private static let first = Duration.milliseconds(100)
    private static let longest = Duration.seconds(10)

    private var failures = 0
    /// No process is started before.
    private(set) var end: ContinuousClock.Instant?

    /// Reports the end of a process that was not asked to end.
    mutating func processEnded(after lifetime: Duration, _ now: ContinuousClock.Instant) {
        guard lifetime < Self.early else {
            self = RestartDelay()
            return
        }
        // 0.1, 0.2, 0.4 … seconds.
        let delay = min(Self.first * (1 << min(failures, 10)), Self.longest)
        failures += 1
        end = now + delay
    }

    /// Whether a process may be started.
    func isOver(_ now: ContinuousClock.Instant) -> Bool { end.map { now >= $0 } ?? true }
}
