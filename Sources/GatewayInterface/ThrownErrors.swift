#if DEBUG
    internal import Synchronization

    /// The last errors that were thrown while one request is handled, each with the calls that led to its first `throw`.
    ///
    /// They are for the debug page of the gate. A release build does not contain this code.
    package final class ThrownErrors: Sendable {
        /// A call on the stack of a throwing thread, or an awaiting function.
        package struct Call: Sendable {
            /// The name of the function.
            package let function: String
            /// The path of the source file.
            package let file: String
            /// The line of the `throw`, or of the call that led to it.
            package let line: Int
            /// Lines of the file around that line. Empty if the file cannot be read.
            package let source: [SourceLine]

            /// Creates a call.
            package init(function: String, file: String, line: Int, source: [SourceLine]) {
                self.function = function
                self.file = file
                self.line = line
                self.source = source
            }
        }

        /// A line of a source file.
        package struct SourceLine: Sendable {
            /// The number of the line. The first one is 1.
            package let number: Int
            /// The text, without the line break.
            package let text: String

            /// Creates a line.
            package init(number: Int, text: String) {
                self.number = number
                self.text = text
            }
        }

        /// An error that was thrown.
        package struct Entry: Sendable {
            /// The error. It stays alive, so that no later error gets its address.
            let error: any Error
            let isSame: @Sendable (any Error) -> Bool
            let calls: @Sendable () -> [Call]

            /// Creates an entry.
            ///
            /// - Parameters:
            ///   - error: the error.
            ///   - isSame: whether another value refers to the same error object.
            ///   - calls: finds the calls. It is called only if they are shown, because that takes long.
            package init(
                _ error: any Error,
                isSame: @escaping @Sendable (any Error) -> Bool,
                calls: @escaping @Sendable () -> [Call]
            ) {
                self.error = error
                self.isSame = isSame
                self.calls = calls
            }
        }

        /// The number of errors that a request keeps. A handler may throw and catch any number.
        static let limit = 16

        /// The errors of the current request. `nil` outside of a request, and while an error is being noted.
        package static var current: ThrownErrors? { isPaused ? nil : ofTask ?? ofProcess.withLock { $0 } }

        /// The errors of the request that the current task belongs to.
        @TaskLocal package static var ofTask: ThrownErrors?

        /// The errors of the only request of a CGI process. A value of the task would need a closure that another thread runs,
        /// and that thread needs descriptors.
        private static let ofProcess = Mutex<ThrownErrors?>(nil)

        @TaskLocal private static var isPaused = false

        /// Whether this process handles one request only.
        package static var areOfProcess: Bool { ofProcess.withLock { $0 != nil } }

        /// Begins the list of a process that handles one request.
        package static func beginForProcess() {
            ofProcess.withLock { $0 = ThrownErrors() }
        }

        /// This file, whose functions are around each note.
        package static let sourceFile = #filePath

        /// Runs a closure whose errors are not noted.
        package static func paused<Result>(_ body: () throws -> Result) rethrows -> Result {
            try $isPaused.withValue(true, operation: body)
        }

        private let entries = Mutex<[Entry]>([])

        /// Creates an empty list.
        package init() {}

        /// Notes an error, unless it is one that is being thrown again.
        package func note(_ entry: Entry) {
            // Declared outside of the lock: it may hold the last reference to an error, whose `deinit` runs any code.
            var oldest: Entry?
            entries.withLock { entries in
                guard !entries.contains(where: { entry.isSame($0.error) }) else { return }
                if entries.count == Self.limit { oldest = entries.removeFirst() }
                entries.append(entry)
            }
            _ = oldest
        }

        /// The calls that led to an error, from the `throw` outwards. Empty if they are unknown.
        ///
        /// A typed throw has no error object until a caller converts the error. The last thrown error of the same type
        /// and description is taken then.
        package func calls(of error: any Error) -> [Call] {
            Self.paused {
                let entries = entries.withLock { $0 }
                let found =
                    entries.first { $0.isSame(error) }
                    ?? entries.last {
                        type(of: $0.error) == type(of: error)
                            && String(describing: $0.error) == String(describing: error)
                    }
                return found?.calls() ?? []
            }
        }
    }
#endif
