internal import Synchronization

/// The workers that run beyond the configured number, in the place of workers that wait for a peer in the middle of a request.
///
/// HAProxy, Caddy and mod_proxy_fcgi pass a body on as it comes. A handler that reads such a body waits for the client, on a
/// worker's thread. When somebody else brings a request meanwhile and no worker is free, another worker is started. It ends
/// when it has nothing to do and nobody waits any more. So a client that stalls costs a thread for as long as it is waited
/// for, and a server whose peers do not stall has no thread more.
final class ExtraWorkers: Sendable {
    private struct Counts {
        /// How many workers wait for a peer.
        var waiting = 0
        /// How many workers run beyond the configured number.
        var running = 0
    }

    private let counts = Mutex(Counts())
    private let limit: Int
    private let starter = Mutex<(@Sendable () throws(FastCGIError) -> Void)?>(nil)

    init(limit: Int) {
        self.limit = limit
    }

    /// Says how another worker is started; `nil` when none is to be started any more.
    func setStarter(_ starter: (@Sendable () throws(FastCGIError) -> Void)?) {
        self.starter.withLock { $0 = starter }
    }

    /// Runs what waits for a peer.
    func waiting<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
        counts.withLock { $0.waiting += 1 }
        defer { counts.withLock { $0.waiting -= 1 } }
        return try body()
    }

    /// Starts a worker, unless there is one for each that waits or there are too many.
    ///
    /// - Returns: whether one was started.
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

    /// Whether the worker that asks, which has nothing to do, is to end.
    func isSurplus() -> Bool {
        counts.withLock { counts in
            guard counts.running > counts.waiting else { return false }
            counts.running -= 1
            return true
        }
    }
}
