#if Tool
    /// An error of a command: what happened, where, and what to do.
    public struct ToolError: Error, Sendable, Hashable, CustomStringConvertible {
        /// What happened, and where.
        public let problem: String
        /// What to do; `nil` if the problem says it.
        public let remedy: String?
        /// The exit status of the tool.
        public let status: ExitStatus

        /// Creates an error.
        public init(_ problem: String, remedy: String? = nil, status: ExitStatus) {
            self.problem = problem
            self.remedy = remedy
            self.status = status
        }

        /// The problem and the remedy.
        public var description: String { problem + (remedy.map { "\n  \($0)" } ?? "") }
    }
#endif
