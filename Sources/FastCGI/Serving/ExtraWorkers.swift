internal import Synchronization

/// The workers beyond the configured number. They replace workers that wait for a peer in the middle of a request.
///
/// HAProxy, Caddy and mod_proxy_fcgi forward a body while they receive it, so a handler that reads it waits for the
/// client on a worker's thread. If another request arrives and no worker is free, an extra worker starts. It ends
/// when it is idle and no longer needed. A stalled client thus costs one thread while the server waits for it; a
/// server without stalled clients has no extra threads.
final class ExtraWorkers: Sendable {
    private struct Counts {
        /// How many workers wait for a peer.
        var waiting = 0
        /// How many extra workers run.
        var running = 0
    }

    private let counts = Mutex(Counts())
    private let limit: Int
    private let starter = Mutex<(@Sendable () throws(FastCGIError) -> Void)?>(nil)

    init(limit: Int) {
        self.limit = limit
    }

    /// Sets how an extra worker is started; `nil` when no more may start.
    func setStarter(_ starter: (@Sendable () throws(FastCGIError) -> Void)?) {
        self.starter.withLock { $0 = starter }
    }

    /// Runs a closure that waits for a peer.
    func waiting<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        counts.withLock { $0.waiting += 1 }
        defer { counts.withLock { $0.waiting -= 1 } }
        return try body()
    }

    /// Starts an extra worker, unless there are enough for the waiting workers or the limit is reached.
    ///
    /// - Returns: Whether a worker was started.
    func start() throws(FastCGIError) -> Bool {
        guard let starter = starter.withLock({ $0 }) else { return false }
        let isWanted = counts.withLock { counts in
            guard counts.running < min(counts.waiting, limit) else { return false }
            counts.running += 1
            return true
        }
        guard isWanted else { return false }
        do throws(FastCGIError) {
            try starter()
            return true
        } catch {
            counts.withLock { $0.running -= 1 }
            throw error
        }
    }

    /// Whether the calling worker, which is idle, must end.
    func isSurplus() -> Bool {
        counts.withLock { counts in
            guard counts.running > counts.waiting else { return false }
            counts.running -= 1
            return true
        }
    }
}
