#if Tool
    /// Waits for changes of files by looking at them a few times a second.
    struct SourceWatcher: Sendable {
        /// The files and directories.
        let roots: [String]
        /// The shortest time between two looks. With many files it is longer: looking takes at most a twentieth of the time.
        var interval = Duration.milliseconds(250)
        /// The time without a change after which a series of changes is complete.
        var settling = Duration.milliseconds(100)

        /// The present state.
        func snapshot() -> SourceSnapshot { SourceSnapshot(of: roots) }

        /// Waits until the files differ from a snapshot and have not changed for a moment.
        ///
        /// - Returns: the changed paths, sorted.
        /// - Throws: `CancellationError` if the task is cancelled.
        func change(since old: SourceSnapshot) async throws -> [String] {
            while true {
                let start = ContinuousClock.now
                var now = snapshot()
                if now == old {
                    try await Task.sleep(for: max(interval, (.now - start) * 20))
                    continue
                }
                while true {
                    try await Task.sleep(for: settling)
                    let next = snapshot()
                    if next == now { break }
                    now = next
                }
                // A file that an editor created and removed again is no change.
                let changes = now.changes(since: old)
                if !changes.isEmpty { return changes }
            }
        }
    }
#endif
