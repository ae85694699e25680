/// When a request runs out of time. The end moves while the peer sends the body or takes the response.
///
/// Each byte moves the end by the time that it takes at ``minimumRate``, but never to more than the whole time from now. A
/// handler therefore has its whole time after a transfer, and a peer that moves a byte now and then gets hardly more.
struct ProgressLimit: Sendable {
    /// Bytes per second. With the default limit of 30 seconds, a whole ``TransferCount/piece`` takes about that long.
    static let minimumRate = 2048

    private let time: Duration
    private let start: Int
    private var seen: Int
    private(set) var end: ContinuousClock.Instant

    /// - Parameters:
    ///   - time: The time without progress.
    ///   - transferred: The count at the beginning.
    init(_ time: Duration, _ transferred: Int, now: ContinuousClock.Instant) {
        self.time = time
        start = transferred
        seen = transferred
        end = now + time
    }

    /// What the log says about a request that is cut off.
    var reason: String {
        seen == start ? "took longer than \(time)" : "took longer than \(time) without enough progress of its transfer"
    }

    /// Moves the end by the bytes that were transferred since the last call.
    mutating func update(_ transferred: Int, now: ContinuousClock.Instant) {
        guard transferred != seen else { return }
        let credit = Duration.seconds(transferred &- seen) / Self.minimumRate
        seen = transferred
        end = min(end + credit, now + time)
    }
}
