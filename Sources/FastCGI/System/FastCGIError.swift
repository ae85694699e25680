internal import Glibc

/// Why FastCGI cannot be served, or an answer cannot be sent.
///
/// Equality looks at the ``code`` alone; the ``message`` says what happened, where, and what to do next.
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

        /// The text is no address, or one that is refused.
        public static var invalidAddress: Self { Self(storage: .invalidAddress) }
        /// The address cannot be listened on: taken, no permission, no such directory.
        public static var cannotListen: Self { Self(storage: .cannotListen) }
        /// The list of those who may connect is malformed; nobody is let in on a guess.
        public static var invalidPeers: Self { Self(storage: .invalidPeers) }
        /// The process was started with no FastCGI, no CGI and no address to listen on.
        public static var notStarted: Self { Self(storage: .notStarted) }
        /// Serving has ended because of a failure that waiting does not mend.
        public static var cannotServe: Self { Self(storage: .cannotServe) }
        /// The answer was refused; nothing of it has been sent.
        public static var invalidResponse: Self { Self(storage: .invalidResponse) }
        /// There is no file of that name, which makes a 404 where the name is the client's.
        public static var noSuchFile: Self { Self(storage: .noSuchFile) }
        /// There is a file of that name which cannot be sent: it is no regular one, or the system refuses to open it.
        public static var cannotOpenFile: Self { Self(storage: .cannotOpenFile) }
        /// The web server has closed the connection, or takes nothing any more; the answer has nowhere to go. In libfcgi
        /// a write fails then, and `FCGX_GetError` tells errno.
        public static var clientGone: Self { Self(storage: .clientGone) }
        /// The file that was to be the body cannot be read to the end that the head has announced: it has become shorter, or
        /// its disk fails. The response is broken off, as ``ResponseBodyWriter`` says.
        public static var fileFailed: Self { Self(storage: .fileFailed) }
        /// The request has been answered already, or is over: by a timeout, for instance, or by another task.
        public static var requestOver: Self { Self(storage: .requestOver) }
        /// Serving has ended because more tasks than ``ServerConfiguration/maximumStuckTasks`` ignored their cancellation. The
        /// process is to end, so that a fresh one is started.
        public static var stuckTasks: Self { Self(storage: .stuckTasks) }
    }

    /// The kind of failure.
    public let code: Code

    /// What happened, in one line for a log or a terminal.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Serving cannot begin, or not go on, because of a system call.
    ///
    /// - Parameter what: that has been tried: `cannot start`.
    init(_ what: String, causedBy error: SystemError) {
        self.init(.cannotServe, "\(what): \(error)\(error.advice)")
    }

    /// What sending an answer, or a file, failed with.
    ///
    /// - Parameter loss: what it means that the other end does not take it.
    init(_ failure: SystemError, _ loss: String) {
        // What no socket and no pipe fails with.
        if [EIO, ESTALE, EOVERFLOW].contains(failure.number) {
            self.init(.fileFailed, "the answer is broken off, because its file cannot be read on: \(failure)")
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
