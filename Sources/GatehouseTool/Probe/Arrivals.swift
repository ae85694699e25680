#if Tool
    internal import Synchronization

    /// When the parts of a response arrive.
    final class Arrivals: Sendable {
        /// Parts that are closer together count as one piece.
        static let gap = Duration.milliseconds(100)
        /// The measurement ends after so many pieces, because a stream may have no end.
        static let enough = 4

        private let start = ContinuousClock.now
        private let times = Mutex<[Duration]>([])

        /// The times of the pieces since the request.
        var pieces: [Duration] { times.withLock { $0 } }

        /// Notes that a part of the body arrives now.
        ///
        /// - Returns: whether there are enough pieces.
        func note() -> Bool {
            let now = ContinuousClock.now - start
            return times.withLock { times in
                if times.last.map({ now - $0 >= Self.gap }) ?? true { times.append(now) }
                return times.count >= Self.enough
            }
        }
    }
#endif
