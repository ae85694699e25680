internal import GatewayInterface
internal import Synchronization

/// The place of one worker in a ``Scoreboard``.
///
/// Only the thread of the worker writes to it, or another thread that the worker waits for. Each word is written with one
/// instruction and without a lock. A request makes no system call for it.
final class Lane: RequestMonitor {
    private typealias Layout = ScoreboardLayout

    private let scoreboard: Scoreboard
    private let file: MappedFile
    private let start: Int
    private let isHeld = Atomic<Bool>(true)

    /// Takes a lane that the scoreboard has marked as owned by this process.
    init(_ scoreboard: Scoreboard, _ file: MappedFile, _ number: Int) {
        self.scoreboard = scoreboard
        self.file = file
        start = Layout.lane(number)
        file.publish(file.load(start + Layout.requests), at: start + Layout.requestsBefore)
        file.publish(BootClock.monotonicNanoseconds, at: start + Layout.since)
        file.publish(state.idle.word, at: start + Layout.state)
    }

    deinit {
        release()
    }

    /// Gives the lane up. The counters stay.
    func release() {
        guard isHeld.exchange(false, ordering: .acquiringAndReleasing) else { return }
        file.publish(0, at: start + Layout.owner)
    }

    private var state: LaneState { LaneState(word: file.load(start + Layout.state)) }

    /// Notes that a request begins.
    func begin() {
        file.publish(BootClock.monotonicNanoseconds, at: start + Layout.since)
        file.publish(state.next.word, at: start + Layout.state)
    }

    func note(_ route: RouteLabel) {
        let state = state
        // Words that a reader may be reading must not change.
        guard !state.hasRoute else { return }
        for index in 0..<RouteLabel.wordCount {
            file.publish(route.words[index], at: start + Layout.route + index)
        }
        file.publish(state.withRoute.word, at: start + Layout.state)
    }

    /// Notes what the worker does during a request.
    func note(_ activity: ServerStatus.Activity) {
        file.publish(state.with(activity).word, at: start + Layout.state)
    }

    /// Notes that the request has ended.
    ///
    /// - Parameters:
    ///   - status: The status of the response; 0 if there is none.
    ///   - bytes: The length of its body.
    func end(status: Int, bytes: Int) {
        let now = BootClock.monotonicNanoseconds
        count(status: status, bytes: bytes, now)
        file.publish(now, at: start + Layout.since)
        file.publish(state.idle.word, at: start + Layout.state)
    }

    /// Notes that the request has ended with 503, and that its handler goes on. The worker does not use the lane any more, but
    /// for ``release()``.
    func abandon() {
        count(status: 503, bytes: 0, BootClock.monotonicNanoseconds)
        note(.stuck)
    }

    private func count(status: Int, bytes: Int, _ now: UInt64) {
        scoreboard.passes(now)
        let microseconds = (now &- file.load(start + Layout.since)) / 1000
        let none = ServerStatus.Counters.classes.count - 1
        let statusClass = (200..<600).contains(status) ? status / 100 - 2 : none
        add(1, Layout.byClass + statusClass)
        add(UInt64(max(bytes, 0)), Layout.bytes)
        add(microseconds, Layout.microseconds)
        add(1, Layout.byTime + ServerStatus.Counters.timeClass(microseconds))
        add(1, Layout.requests)
    }

    /// Adds to a word that only this worker writes.
    private func add(_ value: UInt64, _ word: Int) {
        file.publish(file.load(start + word) &+ value, at: start + word)
    }
}
