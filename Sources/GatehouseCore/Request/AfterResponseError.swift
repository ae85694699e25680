/// Work that is not accepted to be done after a response: ``Request/afterResponse(_:within:_:)``.
public struct AfterResponseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Why not.
    public struct Code: Sendable, Hashable {
        private enum Storage: Sendable {
            case full
            case tooLate
            case invalidTime
        }

        private let storage: Storage

        /// As much as ``GateConfiguration/backgroundWorkLimit`` or ``GateConfiguration/backgroundWorkLimitPerRoute`` allows waits or runs
        /// already. Thrown on by a handler, it is
        /// answered with 503.
        public static let full = Code(storage: .full)
        /// The response has left.
        public static let tooLate = Code(storage: .tooLate)
        /// It would get no time.
        public static let invalidTime = Code(storage: .invalidTime)
    }

    /// Why not.
    public let code: Code

    /// For the log.
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
