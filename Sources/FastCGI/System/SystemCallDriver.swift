#if DEBUG
    internal import Glibc
    internal import Synchronization

    /// Records the system calls of one thread in a test, and can make one of them fail.
    ///
    /// It belongs to a thread and not to the process, because tests run in parallel. A handler runs on its worker's
    /// own thread, so a test installs a worker's driver from a handler.
    final class SystemCallDriver: Sendable {
        /// A call that was made, or that was forced to fail instead.
        struct Call: Sendable {
            let operation: String
            fileprivate(set) var hasFailed: Bool
        }

        /// An errno that a call will fail with.
        struct Fault: Sendable {
            /// Which of the next calls fails; 1 is the first.
            var call: Int
            var number: CInt
            /// The result of the call instead of -1, without an error.
            var result: Int64 = -1
            /// Whether all later calls fail too, as if the process had died.
            var lasts = false
            /// Whether a call counts, by its operation and the call before it. By default, every call counts.
            var counts: @Sendable (_ operation: String, _ previous: Call?) -> Bool = { _, _ in true }
        }

        private struct State {
            var calls: [Call] = []
            var fault: Fault?
            var left = 0
            /// How often the recorded calls were cleared.
            var round = 0
        }

        private static let key: pthread_key_t = {
            var key = pthread_key_t()
            // The thread's reference is released when the thread ends.
            unsafe pthread_key_create(&key) { object in
                if let object = unsafe object { unsafe Unmanaged<SystemCallDriver>.fromOpaque(object).release() }
            }
            return key
        }()

        /// The driver of the calling thread.
        static var current: SystemCallDriver? {
            // The value was retained by `install()`, and only this thread replaces it.
            unsafe pthread_getspecific(key).map { unsafe Unmanaged.fromOpaque($0).takeUnretainedValue() }
        }

        private let state = Mutex(State())

        /// Passes the calls of the calling thread through this driver until the thread ends.
        func install() {
            guard Self.current !== self else { return }
            let previous = unsafe pthread_getspecific(Self.key)
            unsafe pthread_setspecific(Self.key, Unmanaged.passRetained(self).toOpaque())
            if let previous = unsafe previous { unsafe Unmanaged<SystemCallDriver>.fromOpaque(previous).release() }
        }

        /// Clears the recorded calls, and makes a later one fail; `nil` makes none fail.
        func arm(_ fault: Fault?) {
            state.withLock { $0 = State(fault: fault, left: fault?.call ?? 0, round: $0.round + 1) }
        }

        /// The calls since the last ``arm(_:)``.
        var calls: [Call] { state.withLock { $0.calls } }

        /// Whether the fault has not happened yet.
        var isArmed: Bool { state.withLock { $0.left > 0 } }

        /// Makes a call, or sets errno and fails instead.
        func make<Result: FixedWidthInteger & SignedInteger>(_ operation: String, _ call: () -> Result) -> Result {
            let forced = state.withLock { state -> Fault? in
                guard let fault = state.fault else { return nil }
                guard state.left > 0 else { return fault.lasts ? fault : nil }
                guard fault.counts(operation, state.calls.last) else { return nil }
                state.left -= 1
                return state.left == 0 ? fault : nil
            }
            // Recorded before it is made: once a peer has the response, the call that sent it is in the list.
            let (index, round) = state.withLock { state in
                state.calls.append(Call(operation: operation, hasFailed: forced != nil))
                return (state.calls.count - 1, state.round)
            }
            let result = if let forced { Result(truncatingIfNeeded: forced.result) } else { call() }
            let number = forced?.number ?? errno
            if result == -1, forced == nil {
                state.withLock { if $0.round == round { $0.calls[index].hasFailed = true } }
            }
            errno = number
            return result
        }
    }
#endif
