internal import Synchronization

/// The state that a worker and the watchdog share about the worker's current request: one atomic word.
///
/// The worker writes it twice per request, without a system call. The last change of the word decides. If a request
/// ends at the moment in which it is abandoned, exactly one of both happens.
final class RequestState: Sendable {
    /// The word at one moment: the number of the last request and its state.
    struct Moment: Equatable {
        fileprivate static let running = 1
        fileprivate static let cancelled = 2
        fileprivate static let abandoned = 4

        fileprivate(set) var word: Int

        /// The number of the current or last request; 0 before the first.
        var number: Int { word >> 3 }
        /// Whether that request runs.
        var isRunning: Bool { word & Self.running != 0 }
        /// Whether the watchdog has cancelled, or is about to cancel, the task of that request.
        var isCancelled: Bool { word & Self.cancelled != 0 }
        /// Whether the worker was abandoned and another worker has replaced it.
        var isAbandoned: Bool { word & Self.abandoned != 0 }
    }

    private let word = Atomic<Int>(0)

    /// The current word. Sequentially consistent, like ``begin(_:)``: see ``Watchdog/requestBegins()``.
    var now: Moment { Moment(word: word.load(ordering: .sequentiallyConsistent)) }

    /// Marks a request as running; the worker has read its head.
    func begin(_ number: Int) {
        word.store(number << 3 | Moment.running, ordering: .sequentiallyConsistent)
    }

    /// Marks the worker's request as ended.
    ///
    /// - Returns: The state before the end, including the watchdog's changes.
    func end() -> Moment {
        Moment(word: word.bitwiseAnd(~Moment.running, ordering: .acquiringAndReleasing).oldValue)
    }

    /// Marks a request as cancelled, if its state has not changed since that moment.
    ///
    /// - Returns: The new state of the same request, even if the worker has begun another one since; `nil` if nothing
    ///   was changed.
    func cancel(_ moment: Moment) -> Moment? {
        change(moment, Moment.cancelled) ? Moment(word: moment.word | Moment.cancelled) : nil
    }

    /// Marks the worker as abandoned, if the state has not changed since that moment.
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
