#if Tool
    /// A public directory in which canaries are planted.
    protocol CanaryFiles: Sendable {
        /// Removes what a run that was killed left behind, and returns the names.
        func removeLeftovers() async throws -> [String]

        /// Writes the canaries, readable for everyone.
        func plant(_ set: CanarySet) async throws

        /// Whether a file exists now.
        func exists(_ name: String) async -> Bool

        /// Removes the canaries, also what a canary program wrote, and returns the names that remain.
        func remove() async -> [String]

        /// Removes the canaries before the process ends. It may block, and can be called on any thread.
        func removeNow()

        /// The beginning of a file in the directory; `nil` if it cannot be read.
        func beginning(of name: String, limit: Int) async -> [UInt8]?
    }
#endif
