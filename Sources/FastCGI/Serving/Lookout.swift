/// What a worker that serves a kept connection knows about other connections that wait for a worker.
///
/// The next request of a busy connection comes within microseconds. So the worker waits for it with a single recv(2), and
/// looks at the other connections only from time to time.
struct Lookout {
    /// The longest time between two looks, in nanoseconds. A request of another connection waits as long if all workers
    /// hold busy connections.
    private static let interval: UInt64 = 1_000_000

    /// How long a worker waits for the next request before it looks. The kernel rounds it up to its clock tick.
    static let patience = Duration.milliseconds(1)

    /// How long a new connection waits for an idle process before a busy one takes it, in nanoseconds. It is longer than a
    /// process usually waits for a processor.
    private static let grace: UInt64 = 4_000_000

    private var lookedAt: UInt64 = 0
    /// When the worker first saw that a new connection waits; `nil` if none waited at the last look.
    private var peerSince: UInt64?

    /// Whether the receive timeout of the connection is set to ``patience``.
    var hasTimeout = false

    /// Whether the last look was a moment ago.
    var isRecent: Bool { BootClock.monotonicNanoseconds &- lookedAt < Self.interval }

    /// Notes a look.
    ///
    /// - Parameter hasPeer: Whether a new connection waits.
    /// - Returns: Whether new connections have waited longer than an idle process needs.
    mutating func looked(hasPeer: Bool) -> Bool {
        lookedAt = BootClock.monotonicNanoseconds
        let since = peerSince ?? lookedAt
        peerSince = hasPeer ? since : nil
        return hasPeer && lookedAt &- since >= Self.grace
    }
}
