internal import GatewayInterface
internal import Synchronization

/// The pieces of work that one request has left, one after the other.
///
/// They run on a thread of their own, which they may block, and another one looks at the time: a piece that blocks every
/// thread that there is for tasks is still cancelled when its time is over.
final class BackgroundWorkJob: Sendable {
    /// What runs and who waits for it tell each other.
    private final class Piece: Sendable {
        let failure = Mutex<(any Error)?>(nil)
        let isOver = Atomic<Bool>(false)
    }

    private let backgroundWork: Mutex<[BackgroundWork]>
    private let ending: WakeUp
    private let patience: Duration
    private let isStuck: @Sendable (Bool, any BackgroundWorkSlot) -> Void
    private let executor = WorkerExecutor()
    /// `nil` where the system has no descriptor left: then the clock has to do.
    private let alarm = try? Alarm()

    /// - Parameters:
    ///   - backgroundWork: what is to be done.
    ///   - ending: is signalled when nobody has time for it any more.
    ///   - patience: how long a piece may go on after it was cancelled, before somebody is told.
    ///   - isStuck: is told so then, and when such a piece has ended after all; with the place of the piece.
    init(
        _ backgroundWork: [BackgroundWork],
        ending: WakeUp,
        patience: Duration,
        isStuck: @escaping @Sendable (Bool, any BackgroundWorkSlot) -> Void
    ) {
        // Behind a lock, so that a piece is let go as soon as it is over.
        self.backgroundWork = Mutex(backgroundWork.reversed())
        self.ending = ending
        self.patience = patience
        self.isStuck = isStuck
    }

    /// Starts the two threads. What cannot be begun is reported.
    ///
    /// - Parameter ended: called once, at the end.
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
                item.report(.notBegun("the program ends"))
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
        // It keeps its place and its threads: nothing else can be done with it.
        while !waits(for: piece, .seconds(3600), orEnding: false) {}
        isStuck(false, item.slot)
    }

    /// Waits for the end of a piece.
    ///
    /// - Parameter orEnding: whether the end of the program ends the waiting, too.
    /// - Returns: whether the piece is over.
    private func waits(for piece: Piece, _ time: Duration, orEnding: Bool) -> Bool {
        let end = ContinuousClock.now + time
        while !piece.isOver.load(ordering: .acquiring) {
            let rest = ContinuousClock.now.duration(to: end)
            if rest <= .zero || (orEnding && ending.isSignalled) { return false }
            let longest: Duration = alarm == nil ? .milliseconds(10) : .seconds(60)
            let descriptors = (alarm?.number ?? -1, orEnding ? ending.number : -1, CInt(-1))
            // poll(2) counts milliseconds, and cuts off their fractions.
            guard let readable = try? Poll.readable(descriptors, timeout: min(rest, longest) + .milliseconds(1)) else {
                Thread.sleep(milliseconds: 10)
                continue
            }
            if readable.0 { alarm?.silence() }
        }
        return true
    }
}
