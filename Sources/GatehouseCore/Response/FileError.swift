/// The reason why a file is not served.
///
/// Two errors are equal if their ``code`` is equal. The client never sees the ``reason``: it gets the response of a
/// path that does not exist, and the log gets the reason.
public struct FileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure.
    public struct Code: Sendable, Hashable {
        private enum Storage: Sendable {
            case invalidConfiguration
            case missing
            case refused
            case unreadable
            case shortened
        }

        private let storage: Storage

        /// The configuration is invalid, such as a missing directory or an extension without a type.
        public static var invalidConfiguration: Self { Self(storage: .invalidConfiguration) }
        /// The file does not exist: 404.
        public static var missing: Self { Self(storage: .missing) }
        /// The path is never served, whether the file exists or not: 404, and a log line at level `notice`.
        public static var refused: Self { Self(storage: .refused) }
        /// The system could not open the file now, for example because too many files are open: 500.
        public static var unreadable: Self { Self(storage: .unreadable) }
        /// The file was truncated while it was sent: the response is aborted.
        public static var shortened: Self { Self(storage: .shortened) }
    }

    /// The kind of failure.
    public let code: Code

    /// The reason, in one line for the log.
    public let reason: String

    package init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason }

    /// Whether two errors are of the same kind.
    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
}
