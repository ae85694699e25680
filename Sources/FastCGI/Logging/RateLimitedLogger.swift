internal import Logging
internal import Synchronization

/// Logs events that any peer can cause, and limits their number, so that repeated connections cannot fill a disk.
///
/// The limit is ten lines a minute. After a minute with suppressed lines, the next minute has one line, with their
/// number. The limit is ten again after a minute without suppressed lines.
final class RateLimitedLogger: Sendable {
    private struct State {
        /// The start of the current minute.
        var begin: ContinuousClock.Instant?
        /// The lines that may still be written in this minute.
        var rest = 0
        /// The lines suppressed since the last one that was written.
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

    /// Writes a line, or counts it as suppressed.
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
        logger.log(level: level, leftOut == 0 ? "\(message)" : "\(message) (similar lines suppressed: \(leftOut))")
    }

    /// Logs how many lines were suppressed since the last one. Call it once at the end.
    func end() {
        let leftOut = state.withLock { state in
            defer { state.leftOut = 0 }
            return state.leftOut
        }
        if leftOut > 0 { logger.log(level: level, "similar lines suppressed since the last one: \(leftOut)") }
    }
}
