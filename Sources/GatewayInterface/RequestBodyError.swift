/// The reason why a body cannot be read: the errors that `FCGX_GetError` reports for `in`, and more.
public struct RequestBodyError: Error, Sendable, Equatable {
    /// The kind of error.
    public struct Code: Sendable, Hashable {
        fileprivate enum Storage: Sendable {
            case tooLarge
            case truncated
            case timedOut
            case closed
        }

        fileprivate let storage: Storage

        /// The body is longer than the reader's limit, or than the announced length.
        public static var tooLarge: Self { Self(storage: .tooLarge) }
        /// The peer ended the body or the connection early.
        public static var truncated: Self { Self(storage: .truncated) }
        /// The peer sent nothing within the read timeout.
        public static var timedOut: Self { Self(storage: .timedOut) }
        /// The request is complete, and its body is no longer available.
        public static var closed: Self { Self(storage: .closed) }
    }

    /// The kind of error.
    public let code: Code

    /// The limit in bytes, if it was exceeded.
    private let limit: Int?

    package init(_ code: Code, limit: Int? = nil) {
        self.code = code
        self.limit = limit
    }

    /// Two errors are equal when their codes are.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code
    }
}

extension RequestBodyError: CustomStringConvertible {
    /// The error in one line, with the limit.
    public var description: String {
        switch code.storage {
        case .tooLarge:
            limit.map { "the request body is longer than \($0) bytes, the limit of its reader" }
                ?? "the request body is longer than the limit of its reader, or than CONTENT_LENGTH"
        case .truncated: "the request body broke off before its end"
        case .timedOut:
            "no more of the request body arrived within the read timeout (ServerConfiguration.readTimeout)"
        case .closed: "the request body was read after the end of the request"
        }
    }
}
