internal import GatewayInterface
internal import Synchronization

/// The background work of one request. The pieces run one after the other.
///
/// They run on a thread of their own, which they may block. Another thread watches the time, so a piece is cancelled
/// at its time limit even if it blocks every thread for tasks.
final class BackgroundWorkJob: Sendable {
    /// The state that the work shares with the thread that waits for it.
    private final class Piece: Sendable {
        let failure = Mutex<(any Error)?>(nil)
        let isOver = Atomic<Bool>(false)
    }

    private let backgroundWork: Mutex<[BackgroundWork]>
    private let ending: WakeUp
    private let patience: Duration
    private let isStuck: @Sendable (Bool, any BackgroundWorkSlot) -> Void
    private let executor = WorkerExecutor()
    /// `nil` if no descriptor is free. The job then checks at short intervals.
    private let alarm = try? Alarm()

    /// Creates a job.
    ///
    /// - Parameters:
    ///   - backgroundWork: The pieces of work.
    ///   - ending: Signalled when the remaining time is over and all work must end.
    ///   - patience: How long a piece may continue after it was cancelled, before it counts as stuck.
    ///   - isStuck: Called with `true` when a piece is stuck, and with `false` when it has ended after all; with the
    ///     slot of the piece.
    init(
        _ backgroundWork: [BackgroundWork],
        ending: WakeUp,
        patience: Duration,
        isStuck: @escaping @Sendable (Bool, any BackgroundWorkSlot) -> Void
    ) {
        // In a mutex, so that each piece is released when it ends.
        self.backgroundWork = Mutex(backgroundWork.reversed())
        self.ending = ending
        self.patience = patience
        self.isStuck = isStuck
    }

    /// Starts the two threads. Work that cannot start is reported.
    ///
    /// - Parameter ended: Called once, at the end.
    func start(_ ended: @escaping @Sendable () -> Void) {
        do throws(SystemError) {
            try Thread.start { [self] in
                run()
                executor.finish()
                ended()
            }
        } catch {
            refuse("\(error)")
            ended()
        }
    }

    private func next() -> BackgroundWork? {
        backgroundWork.withLock { $0.popLast() }
    }

    private func refuse(_ reason: String) {
        while let item = next() { item.report(.notBegun(reason)) }
    }

    private func run() {
        do throws(SystemError) {
            try Thread.start { [executor] in executor.run() }
        } catch {
            return refuse("\(error)")
        }
        while let item = next() {
            guard !ending.isSignalled else {
                item.report(.notBegun("the program is ending"))
                continue
            }
            run(item)
        }
    }

    private func run(_ item: BackgroundWork) {
        defer { item.slot.release() }
        let piece = Piece()
        let task = Task(executorPreference: executor) { [alarm] in
            do {
                try await item.work()
            } catch {
                piece.failure.withLock { $0 = error }
            }
            piece.isOver.store(true, ordering: .releasing)
            alarm?.ring()
        }
        if waits(for: piece, item.limit, orEnding: true) {
            let failure = piece.failure.withLock { $0 }
            return item.report(failure.map { .failed($0) } ?? .done)
        }
        task.cancel()
        item.report(ending.isSignalled ? .ended : .overdue)
        guard !waits(for: piece, patience, orEnding: false) else { return }
        item.report(.stuck)
        isStuck(true, item.slot)
        // A stuck piece keeps its slot and its threads, because a thread cannot be ended from outside.
        while !waits(for: piece, .seconds(3600), orEnding: false) {}
        isStuck(false, item.slot)
    }

    /// Waits for the end of a piece.
    ///
    /// - Parameter orEnding: Whether the end of the program also ends the wait.
    /// - Returns: Whether the piece has ended.
    private func waits(for piece: Piece, _ time: Duration, orEnding: Bool) -> Bool {
        let end = ContinuousClock.now + time
        while !piece.isOver.load(ordering: .acquiring) {
            let rest = ContinuousClock.now.duration(to: end)
            if rest <= .zero || (orEnding && ending.isSignalled) { return false }
            let longest: Duration = alarm == nil ? .milliseconds(10) : .seconds(60)
            let descriptors = (alarm?.number ?? -1, orEnding ? ending.number : -1)
            // poll(2) takes whole milliseconds and drops fractions.
            guard let (hasRung, _) = try? Poll.readable(descriptors, timeout: min(rest, longest) + .milliseconds(1))
            else {
                Thread.sleep(milliseconds: 10)
                continue
            }
            if hasRung { alarm?.silence() }
        }
        return true
    }
}
