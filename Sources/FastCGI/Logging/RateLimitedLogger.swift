internal import Logging
internal import Synchronization

/// A log for what anybody can cause who merely connects: it lets the first lines through and counts the others, so that
/// nobody fills a disk by connecting again and again.
///
/// The rule: ten lines a minute. After a minute in which lines were left out, one line, with their number; and so on,
/// until there is a minute in which none is left out.
final class RateLimitedLogger: Sendable {
    private struct State {
        /// When the minute began.
        var begin: ContinuousClock.Instant?
        /// How many lines may still be written in it.
        var rest = 0
        /// How many lines were left out since the last one that was written.
        var leftOut = 0
    }

    static let burst = 10
    static let period = Duration.seconds(60)

    private let logger: Logger
    private let level: Logger.Level
    private let state = Mutex(State())

    init(_ logger: Logger, level: Logger.Level) {
        self.logger = logger
        self.level = level
    }

    /// Writes a line, or counts it.
    func write(_ message: @autoclosure () -> String, at now: ContinuousClock.Instant = .now) {
        let leftOut = state.withLock { state -> Int? in
            if state.begin.map({ now >= $0 + Self.period }) ?? true {
                state.begin = now
                state.rest = state.leftOut > 0 ? 1 : Self.burst
            }
            guard state.rest > 0 else {
                state.leftOut += 1
                return nil
            }
            state.rest -= 1
            defer { state.leftOut = 0 }
            return state.leftOut
        }
        guard let leftOut else { return }
        let message = message()
        logger.log(level: level, leftOut == 0 ? "\(message)" : "\(message) (such lines left out before: \(leftOut))")
    }

    /// Tells how many lines have been left out and not been told of, when no more are to come.
    func end() {
        let leftOut = state.withLock { state in
            defer { state.leftOut = 0 }
            return state.leftOut
        }
        if leftOut > 0 { logger.log(level: level, "lines left out since the last of their kind: \(leftOut)") }
    }
}
