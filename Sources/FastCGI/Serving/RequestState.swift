internal import Synchronization

/// What a worker and the watchdog tell each other about the request that the worker has in hand: one atomic word.
///
/// The worker writes it twice a request, with no system call; whoever changes the word last has decided. So a request
/// that ends in the same moment in which it is given up either ends or is given up, and never both.
final class RequestState: Sendable {
    /// The word as it was at one moment: the number of the last request, and what has become of it.
    struct Moment: Equatable {
        fileprivate static let running = 1
        fileprivate static let cancelled = 2
        fileprivate static let abandoned = 4

        fileprivate(set) var word: Int

        /// The number of the request that runs or was the last to run; 0 before the first.
        var number: Int { word >> 3 }
        /// Whether that request runs.
        var isRunning: Bool { word & Self.running != 0 }
        /// Whether the watchdog has cancelled, or is about to cancel, the task of that request.
        var isCancelled: Bool { word & Self.cancelled != 0 }
        /// Whether the worker has been given up: somebody else has taken its place.
        var isAbandoned: Bool { word & Self.abandoned != 0 }
    }

    private let word = Atomic<Int>(0)

    /// The word now. Sequentially consistent, like ``begin(_:)``: see ``Watchdog/requestBegins()``.
    var now: Moment { Moment(word: word.load(ordering: .sequentiallyConsistent)) }

    /// The worker has seen the head of a request.
    func begin(_ number: Int) {
        word.store(number << 3 | Moment.running, ordering: .sequentiallyConsistent)
    }

    /// The worker is done with its request.
    ///
    /// - Returns: what the watchdog had made of the request until then.
    func end() -> Moment {
        Moment(word: word.bitwiseAnd(~Moment.running, ordering: .acquiringAndReleasing).oldValue)
    }

    /// Marks a request as cancelled, if it still runs as it did at that moment.
    ///
    /// - Returns: the moment that follows, which is of the same request whatever the worker has begun since; `nil` if
    ///   nothing was changed.
    func cancel(_ moment: Moment) -> Moment? {
        change(moment, Moment.cancelled) ? Moment(word: moment.word | Moment.cancelled) : nil
    }

    /// Gives up the worker, if its request still runs as it did at that moment.
    func abandon(_ moment: Moment) -> Bool {
        change(moment, Moment.abandoned)
    }

    private func change(_ moment: Moment, _ flag: Int) -> Bool {
        guard moment.isRunning else { return false }
        return word.compareExchange(
            expected: moment.word,
            desired: moment.word | flag,
            ordering: .acquiringAndReleasing
        ).exchanged
    }
}
