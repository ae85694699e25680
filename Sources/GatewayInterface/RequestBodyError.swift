/// Why a body could not be read.
public struct RequestBodyError: Error, Sendable, Equatable {
    /// The kind of failure.
    public struct Code: Sendable, Hashable {
        private enum Storage: String, Sendable {
            case tooLarge
            case truncated
            case timedOut
            case closed
        }

        private let storage: Storage

        /// The body is longer than the reader's limit, or than the length that the web server announced.
        public static var tooLarge: Self { Self(storage: .tooLarge) }
        /// The peer ended the body, or the connection, before all of it had come.
        public static var truncated: Self { Self(storage: .truncated) }
        /// The peer sent nothing for the length of the read timeout.
        public static var timedOut: Self { Self(storage: .timedOut) }
        /// The request has been answered; its body is gone.
        public static var closed: Self { Self(storage: .closed) }

        fileprivate var text: String { storage.rawValue }
    }

    /// The kind of failure.
    public let code: Code

    package init(_ code: Code) {
        self.code = code
    }
}

extension RequestBodyError: CustomStringConvertible {
    /// The failure in one line.
    public var description: String { "request body: \(code.text)" }
}
