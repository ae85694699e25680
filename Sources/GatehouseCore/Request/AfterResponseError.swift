/// An error for background work that was not accepted. ``Request/afterResponse(_:within:_:)`` throws it.
public struct AfterResponseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A kind of error.
    public struct Code: Sendable, Hashable {
        private enum Storage: Sendable {
            case full
            case tooLate
            case invalidTime
        }

        private let storage: Storage

        /// Every slot that ``GateConfiguration/backgroundWorkLimit`` or
        /// ``GateConfiguration/backgroundWorkLimitPerRoute`` allows is in use. If a handler does not catch the error,
        /// the client gets 503.
        public static let full = Code(storage: .full)
        /// The response was already sent.
        public static let tooLate = Code(storage: .tooLate)
        /// The time limit is not positive.
        public static let invalidTime = Code(storage: .invalidTime)
    }

    /// The kind of error.
    public let code: Code

    /// The reason, for the log.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    /// Whether the codes are the same.
    public static func == (one: AfterResponseError, other: AfterResponseError) -> Bool {
        one.code == other.code
    }

    /// Hashes the code.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
    }
}
