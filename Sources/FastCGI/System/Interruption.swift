internal import Glibc
internal import Synchronization

/// What the command-line tool does when SIGINT, SIGTERM or SIGHUP ends it: it removes its temporary files.
package enum Interruption {
    private struct State {
        var cleanUps: [UInt64: @Sendable () -> Void] = [:]
        var next: UInt64 = 0
        var isStarted = false
    }

    private static let state = Mutex(State())
    private static let signals = [SIGINT, SIGTERM, SIGHUP]
    /// The signal that arrived.
    private static let arrived = Atomic<CInt>(0)
    /// The eventfd that the handler writes to, or -1.
    private static let descriptor = Atomic<CInt>(-1)

    /// Runs a closure. If a signal arrives meanwhile, `cleanUp` runs on another thread, and the process ends with status 128
    /// and the number of the signal.
    ///
    /// - Parameters:
    ///   - cleanUp: Can run at any time during `body`. After `body`, it does not run.
    ///   - body: The closure.
    package static func withCleanUp<Result>(
        _ cleanUp: @escaping @Sendable () -> Void, _ body: () async throws -> Result
    ) async throws -> Result {
        let number = try add(cleanUp)
        defer { remove(number) }
        return try await body()
    }

    private static func add(_ cleanUp: @escaping @Sendable () -> Void) throws -> UInt64 {
        try state.withLock { state in
            if !state.isStarted {
                let wakeUp = try WakeUp()
                descriptor.store(wakeUp.number, ordering: .sequentiallyConsistent)
                _ = arrived.load(ordering: .relaxed)
                // The thread keeps the descriptor open for the rest of the process.
                try Thread.start { waitAndEnd(wakeUp) }
                state.isStarted = true
            }
            if state.cleanUps.isEmpty {
                var action = sigaction()
                unsafe action.__sigaction_handler.sa_handler = { signal in
                    Interruption.arrived.store(signal, ordering: .relaxed)
                    WakeUp.signal(Interruption.descriptor.load(ordering: .relaxed))
                }
                action.sa_flags = SA_RESTART
                for number in signals { unsafe sigaction(number, &action, nil) }
            }
            state.next += 1
            state.cleanUps[state.next] = cleanUp
            return state.next
        }
    }

    private static func remove(_ number: UInt64) {
        state.withLock { state in
            state.cleanUps[number] = nil
            if state.cleanUps.isEmpty {
                for number in signals { signal(number, SIG_DFL) }
            }
        }
    }

    private static func waitAndEnd(_ wakeUp: WakeUp) {
        while (try? Poll.readable(wakeUp.number)) != true {}
        // The lock is kept: nothing may be added or removed any more.
        state.withLock { state in
            for cleanUp in state.cleanUps.values { cleanUp() }
            Process.exitNow(128 + arrived.load(ordering: .relaxed))
        }
    }
}
