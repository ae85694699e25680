internal import GatewayInterface
internal import Synchronization

/// The place of one worker in a ``Scoreboard``.
///
/// Only the thread of the worker writes to it, or another thread that the worker waits for. Each word is written with one
/// instruction and without a lock. A request makes no system call for it.
final class Lane: RequestMonitor {
    private typealias Layout = ScoreboardLayout

    private let scoreboard: Scoreboard
    private let number: Int
    private let words: LaneWords
    private let isHeld = Atomic<Bool>(true)

    /// Takes a lane that the scoreboard has marked as owned by this process.
    init(_ scoreboard: Scoreboard, _ file: MappedFile, _ number: Int) {
        self.scoreboard = scoreboard
        self.number = number
        words = LaneWords(file, lane: number)
        words.publish(words.load(Layout.requests), at: Layout.requestsBefore)
        words.publish(BootClock.monotonicNanoseconds, at: Layout.since)
        words.publish(state.idle.word, at: Layout.state)
    }

    deinit {
        release()
    }

    /// Gives the lane up. The counters stay.
    func release() {
        guard isHeld.exchange(false, ordering: .acquiringAndReleasing) else { return }
        words.publish(0, at: Layout.owner)
    }

    /// What the worker does, and the route of its request, for another thread.
    var present: (activity: ServerStatus.Activity, route: String?) {
        let (state, route) = scoreboard.state(Layout.lane(number))
        return (state.activity, route)
    }

    private var state: LaneState { LaneState(word: words.load(Layout.state)) }

    var began: UInt64 { words.load(Layout.since) }

    /// Notes that a request begins.
    func begin() {
        words.publish(BootClock.monotonicNanoseconds, at: Layout.since)
        words.publish(state.next.word, at: Layout.state)
    }

    func note(_ route: RouteLabel) {
        let state = state
        // Words that a reader may be reading must not change.
        guard !state.hasRoute else { return }
        let label = route.words
        for index in 0..<Layout.routeWords { words.publish(label[index], at: Layout.route + index) }
        words.publish(state.withRoute.word, at: Layout.state)
    }

    /// Notes what the worker does during a request.
    func note(_ activity: ServerStatus.Activity) {
        words.publish(state.with(activity).word, at: Layout.state)
    }

    /// Notes that the request has ended.
    ///
    /// - Parameters:
    ///   - status: The status of the response; 0 if there is none.
    ///   - bytes: The length of its body.
    func end(status: Int, bytes: Int) {
        let now = BootClock.monotonicNanoseconds
        count(status: status, bytes: bytes, now)
        words.publish(now, at: Layout.since)
        words.publish(state.idle.word, at: Layout.state)
    }

    /// Notes that the request has ended with 503, and that its handler goes on. The worker does not use the lane any more, but
    /// for ``release()``.
    func abandon() {
        count(status: 503, bytes: 0, BootClock.monotonicNanoseconds)
        note(.stuck)
    }

    private func count(status: Int, bytes: Int, _ now: UInt64) {
        scoreboard.passes(now)
        let microseconds = (now &- words.load(Layout.since)) / 1000
        let statusClass = status >= 200 && status < 600 ? status / 100 - 2 : Layout.classes - 1
        add(1, Layout.byClass + statusClass)
        add(UInt64(max(bytes, 0)), Layout.bytes)
        add(microseconds, Layout.microseconds)
        add(1, Layout.byTime + Self.timeClass(microseconds))
        add(1, Layout.requests)
    }

    /// The place in `ServerStatus.Counters.byTime` for a duration: the first class whose limit it does not exceed.
    static func timeClass(_ microseconds: UInt64) -> Int {
        guard microseconds > 64 else { return 0 }
        // The limits are 2⁶, 2⁷, 2⁸ … microseconds.
        return min(UInt64.bitWidth - ((microseconds - 1) >> 6).leadingZeroBitCount, Layout.timeClasses - 1)
    }

    /// Adds to a word that only this worker writes.
    private func add(_ value: UInt64, _ word: Int) {
        words.publish(words.load(word) &+ value, at: word)
    }
}
