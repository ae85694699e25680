package import GatewayInterface
internal import Synchronization

/// Runs background work on threads of its own, so that the workers can take the next requests.
///
/// The slots limit how much can run at a time; they are taken when the work is accepted.
package final class BackgroundWorkRunner: Sendable {
    /// The number of jobs.
    private struct Runs {
        var all = 0
        /// Jobs that ignored their cancellation. The runner does not wait for them.
        var stuck = 0
    }

    private let runs = Mutex(Runs())
    /// Rings when a job has ended or is stuck.
    private let changed: Alarm
    private let ending: WakeUp
    private let patience: Duration
    private let recycling: Recycling?

    /// Creates a runner without jobs.
    ///
    /// - Parameter patience: How long work may continue after it was cancelled.
    package convenience init(patience: Duration = .milliseconds(500)) throws(SystemError) {
        try self.init(patience: patience, recycling: nil)
    }

    /// Creates a runner that reports stuck work.
    ///
    /// - Parameter recycling: Ends the server when too much work is stuck.
    init(patience: Duration, recycling: Recycling?) throws(SystemError) {
        changed = try Alarm()
        ending = try WakeUp()
        self.patience = patience
        self.recycling = recycling
    }

    /// Starts the background work of a request.
    package func take(_ backgroundWork: [BackgroundWork]) {
        take(backgroundWork) {}
    }

    /// Runs the background work of a request and waits for its end.
    package func finish(_ backgroundWork: [BackgroundWork]) async {
        guard !backgroundWork.isEmpty else { return }
        await withCheckedContinuation { continuation in take(backgroundWork) { continuation.resume() } }
    }

    private func take(_ backgroundWork: [BackgroundWork], _ ended: @escaping @Sendable () -> Void) {
        runs.withLock { $0.all += 1 }
        BackgroundWorkJob(backgroundWork, ending: ending, patience: patience) { [self] isStuck, slot in
            runs.withLock { $0.stuck += isStuck ? 1 : -1 }
            if !isStuck {
                recycling?.stuckTaskHasEnded()
            } else if slot.becomesStuck() {
                recycling?.taskIsStuck()
                recycling?.endExhausted("all background work slots of one route are stuck")
            } else {
                recycling?.taskIsStuck()
            }
            changed.ring()
        }.start { [self] in
            runs.withLock { $0.all -= 1 }
            changed.ring()
            ended()
        }
    }

    /// Whether there are no jobs.
    var isIdle: Bool { runs.withLock { $0.all == 0 } }

    /// Waits until all jobs have ended. After `deadline`, it cancels them and waits a short time longer.
    ///
    /// It does not wait for work that ignores its cancellation. It waits on a separate thread, because the work may
    /// need the thread of the program's main task.
    ///
    /// - Parameter deadline: Called repeatedly. It returns `nil` while there is no deadline.
    /// - Returns: Whether all work has ended.
    func drain(_ deadline: @escaping @Sendable () -> ContinuousClock.Instant?) async -> Bool {
        if isIdle { return true }
        var join: (@Sendable () -> Void)?
        let allEnded = await withCheckedContinuation { continuation in
            do throws(SystemError) {
                join = try Thread.startJoinable { [self] in continuation.resume(returning: waits(deadline)) }
            } catch {
                continuation.resume(returning: waits(deadline))
            }
        }
        // The thread ends now. A process that exited in the middle of that would leak what the thread frees at its end.
        join?()
        return allEnded
    }

    private func waits(_ deadline: () -> ContinuousClock.Instant?) -> Bool {
        var end: ContinuousClock.Instant?
        while case let runs = runs.withLock({ $0 }), runs.all > 0 {
            if runs.all == runs.stuck { return false }
            let now = ContinuousClock.now
            if let end, now >= end { return false }
            if end == nil, let deadline = deadline(), now >= deadline {
                ending.signal()
                // The jobs' own patience, and some time for their reports.
                end = now + patience + .milliseconds(100)
            }
            guard let hasChanged = try? Poll.readable(changed.number, timeout: .milliseconds(50)) else {
                Thread.sleep(milliseconds: 10)
                continue
            }
            if hasChanged { changed.silence() }
        }
        return true
    }
}
