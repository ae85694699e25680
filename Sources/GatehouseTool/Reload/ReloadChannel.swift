#if Tool
    internal import Synchronization

    /// Tells the open pages when to reload. Each page knows the number of the state that it shows.
    final class ReloadChannel: Sendable {
        private struct State {
            var number = 1
            var nextSubscriber = 0
            var subscribers: [Int: AsyncStream<Int>.Continuation] = [:]
        }

        /// The most pages that listen at a time.
        static let subscriberLimit = 100

        private let state = Mutex(State())

        /// The path of the event stream. It is random, so that no route of an application has it.
        let path: String

        init() {
            var generator = SystemRandomNumberGenerator()
            path = "/.gatehouse/" + Self.word(&generator)
        }

        /// A word that cannot be guessed.
        static func word(_ generator: inout some RandomNumberGenerator) -> String {
            (0..<2).map { _ in String(UInt64.random(in: (1 << 60)...UInt64.max, using: &generator), radix: 16) }
                .joined()
        }

        /// The number of the present state.
        var number: Int { state.withLock { $0.number } }

        /// Lets all pages reload.
        func reload() {
            state.withLock { state in
                state.number += 1
                for subscriber in state.subscribers.values { subscriber.yield(state.number) }
            }
        }

        /// The present number and each new one; `nil` if too many pages listen.
        func numbers() -> AsyncStream<Int>? {
            let (stream, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
            let isAccepted = state.withLock { state in
                guard state.subscribers.count < Self.subscriberLimit else { return false }
                let subscriber = state.nextSubscriber
                state.nextSubscriber += 1
                state.subscribers[subscriber] = continuation
                continuation.onTermination = { [weak self] _ in
                    self?.state.withLock { $0.subscribers[subscriber] = nil }
                }
                continuation.yield(state.number)
                return true
            }
            return isAccepted ? stream : nil
        }
    }
#endif
