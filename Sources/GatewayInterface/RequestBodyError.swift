/// Why a body could not be read: what `FCGX_GetError` tells of `in`, and more.
public struct RequestBodyError: Error, Sendable, Equatable {
    /// The kind of failure.
    public struct Code: Sendable, Hashable {
        fileprivate enum Storage: Sendable {
            case tooLarge
            case truncated
            case timedOut
            case closed
        }

        fileprivate let storage: Storage

        /// The body is longer than the reader's limit, or than the length that the web server announced.
        public static var tooLarge: Self { Self(storage: .tooLarge) }
        /// The peer ended the body, or the connection, before all of it had come.
        public static var truncated: Self { Self(storage: .truncated) }
        /// The peer sent nothing for the length of the read timeout.
        public static var timedOut: Self { Self(storage: .timedOut) }
        /// The request has been answered; its body is gone.
        public static var closed: Self { Self(storage: .closed) }
    }

    /// The kind of failure.
    public let code: Code

    /// How many bytes there may be at most, where there are more.
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
    /// The failure in one line, with the limit that it is about.
    public var description: String {
        switch code.storage {
        case .tooLarge:
            limit.map { "the request body is longer than \($0) bytes, the limit of who reads it" }
                ?? "the request body is longer than its reader takes, or than CONTENT_LENGTH says"
        case .truncated: "the request body broke off before all of it had come"
        case .timedOut:
            "nothing more of the request body came within the read timeout (ServerConfiguration.readTimeout)"
        case .closed: "the request body was read after the request had been answered"
        }
    }
}
