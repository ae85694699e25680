/// Why a file is not served.
///
/// Equality looks at the ``code`` alone. A client never learns the ``reason``: whatever is not served gets the answer of a
/// path that does not exist, and the log the reason.
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

        /// The program says something that cannot be: a directory that is not there, an extension without a type.
        public static var invalidConfiguration: Self { Self(storage: .invalidConfiguration) }
        /// There is no such file: 404.
        public static var missing: Self { Self(storage: .missing) }
        /// There may be one, and it is never served: 404, and a line in the log at level `notice`.
        public static var refused: Self { Self(storage: .refused) }
        /// The system could not open it just now, as with too many open files: 500.
        public static var unreadable: Self { Self(storage: .unreadable) }
        /// It became shorter while it was sent: the answer breaks off.
        public static var shortened: Self { Self(storage: .shortened) }
    }

    /// The kind of failure.
    public let code: Code

    /// What happened, in one line for the log.
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
