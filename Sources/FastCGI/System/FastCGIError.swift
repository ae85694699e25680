internal import Glibc

/// The reason why FastCGI cannot be served, or a response cannot be sent.
///
/// Equality compares only the ``code``. The ``message`` says what happened, where, and what to do.
public struct FastCGIError: Error, Sendable, Equatable {
    /// The kind of failure.
    public struct Code: Sendable, Hashable {
        private enum Storage: Sendable {
            case invalidAddress
            case cannotListen
            case invalidPeers
            case notStarted
            case cannotServe
            case invalidResponse
            case noSuchFile
            case cannotOpenFile
            case clientGone
            case fileFailed
            case requestOver
            case stuckTasks
        }

        private let storage: Storage

        /// The address is malformed or not allowed.
        public static var invalidAddress: Self { Self(storage: .invalidAddress) }
        /// The program cannot listen on the address: it is in use, a permission is missing, or a directory does not
        /// exist.
        public static var cannotListen: Self { Self(storage: .cannotListen) }
        /// The list of allowed peers is malformed. The server does not start, and no peer is allowed.
        public static var invalidPeers: Self { Self(storage: .invalidPeers) }
        /// The process was started without FastCGI, without CGI, and without an address to listen on.
        public static var notStarted: Self { Self(storage: .notStarted) }
        /// Serving cannot start or continue because of a permanent failure.
        public static var cannotServe: Self { Self(storage: .cannotServe) }
        /// The response is invalid. Nothing of it has been sent.
        public static var invalidResponse: Self { Self(storage: .invalidResponse) }
        /// The file does not exist. Respond with 404 if the name comes from the client.
        public static var noSuchFile: Self { Self(storage: .noSuchFile) }
        /// The file exists but cannot be sent: it is not a regular file, or the system refuses to open it.
        public static var cannotOpenFile: Self { Self(storage: .cannotOpenFile) }
        /// The web server closed the connection or no longer reads from it, so the response cannot be delivered. In
        /// libfcgi, a write fails and `FCGX_GetError` returns errno.
        public static var clientGone: Self { Self(storage: .clientGone) }
        /// The file for the body cannot be read up to the announced length: it has become shorter, or its disk fails.
        /// The response is broken off; see ``ResponseBodyWriter``.
        public static var fileFailed: Self { Self(storage: .fileFailed) }
        /// The request already has a response or has ended, for example by a timeout or by another task.
        public static var requestOver: Self { Self(storage: .requestOver) }
        /// Serving ended because more than ``ServerConfiguration/maximumStuckTasks`` tasks ignored their
        /// cancellation. End the process, so that the process manager starts a new one.
        public static var stuckTasks: Self { Self(storage: .stuckTasks) }
    }

    /// The kind of failure.
    public let code: Code

    /// What happened, as one line for a log or a terminal.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Creates the error for a system call that prevents serving.
    ///
    /// - Parameter what: The failed action, for example `cannot start`.
    init(_ what: String, causedBy error: SystemError) {
        self.init(.cannotServe, "\(what): \(error)\(error.advice)")
    }

    /// Creates the error for a response or a file that could not be sent.
    ///
    /// - Parameter loss: What it means that the peer does not read it.
    init(_ failure: SystemError, _ loss: String) {
        // These errors come from the file: no socket and no pipe fails with them.
        if [EIO, ESTALE, EOVERFLOW].contains(failure.number) {
            self.init(.fileFailed, "the response is broken off because its file cannot be read to the end: \(failure)")
        } else {
            self.init(.clientGone, "\(loss): \(failure)")
        }
    }

    /// Two errors are equal when their codes are.
    public static func == (left: Self, right: Self) -> Bool {
        left.code == right.code
    }
}

extension FastCGIError: CustomStringConvertible {
    /// The same as ``message``.
    public var description: String { message }
}
