package import GatewayInterface
internal import Synchronization

/// Does what requests have left to be done, beside the workers: a worker takes its next request meanwhile.
///
/// How much there can be at a time is decided where the work is accepted, by the places that it holds.
package final class BackgroundWorkRunner: Sendable {
    /// How many runs there are.
    private struct Runs {
        var all = 0
        /// Those that obey nobody, which nobody waits for.
        var stuck = 0
    }

    private let runs = Mutex(Runs())
    /// Is rung whenever a run has ended.
    private let changed: Alarm
    private let ending: WakeUp
    private let patience: Duration
    private let recycling: Recycling?

    /// Creates a crew that has nothing to do.
    ///
    /// - Parameter patience: how long work may go on after it was cancelled.
    package convenience init(patience: Duration = .milliseconds(500)) throws(SystemError) {
        try self.init(patience: patience, recycling: nil)
    }

    /// Creates a crew that reports stuck work.
    ///
    /// - Parameter recycling: ends the server when too much work is stuck.
    init(patience: Duration, recycling: Recycling?) throws(SystemError) {
        changed = try Alarm()
        ending = try WakeUp()
        self.patience = patience
        self.recycling = recycling
    }

    /// Begins with what a request has left.
    package func take(_ backgroundWork: [BackgroundWork]) {
        take(backgroundWork) {}
    }

    /// Does what a request has left, and waits for its end.
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
                recycling?.endExhausted("every piece of background work that one route may have is stuck")
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

    /// Waits until all is done, or until `deadline` has come and gone: then what runs is cancelled, and gets a last moment.
    ///
    /// What goes on although it was cancelled is not waited for. It waits on a thread of its own: the work may need the one that the program's main task runs on.
    ///
    /// - Parameter deadline: asked again and again; `nil` for as long as nobody is in a hurry.
    /// - Returns: whether nothing goes on any more.
    func drain(_ deadline: @escaping @Sendable () -> ContinuousClock.Instant?) async -> Bool {
        guard runs.withLock({ $0.all > 0 }) else { return true }
        return await withCheckedContinuation { continuation in
            do throws(SystemError) {
                try Thread.start { [self] in continuation.resume(returning: waits(deadline)) }
            } catch {
                continuation.resume(returning: waits(deadline))
            }
        }
    }

    private func waits(_ deadline: () -> ContinuousClock.Instant?) -> Bool {
        var end: ContinuousClock.Instant?
        while case let runs = runs.withLock({ $0 }), runs.all > 0 {
            if runs.all == runs.stuck { return false }
            let now = ContinuousClock.now
            if let end, now >= end { return false }
            if end == nil, let deadline = deadline(), now >= deadline {
                ending.signal()
                // Beyond the runs' own patience, for what they have to say.
                end = now + patience + .milliseconds(100)
            }
            guard let readable = try? Poll.readable((changed.number, -1, -1), timeout: .milliseconds(50)) else {
                Thread.sleep(milliseconds: 10)
                continue
            }
            if readable.0 { changed.silence() }
        }
        return true
    }
}
