#if Tool
    internal import Synchronization

    /// Limits the memory of all request bodies together.
    final class BodyBudget: Sendable {
        /// The largest body, in bytes.
        static let bodyLimit = 64 << 20
        /// The most bytes of all bodies.
        static let totalLimit = 256 << 20

        private let used = Mutex(0)

        /// Reserves some bytes; `false` if too many are in use.
        func reserve(_ count: Int) -> Bool {
            used.withLock { used in
                guard count <= Self.totalLimit - used else { return false }
                used += count
                return true
            }
        }

        /// Gives back what a request has reserved.
        func release(_ count: Int) {
            used.withLock { $0 -= count }
        }
    }
#endif
