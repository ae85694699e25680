public import Logging
import Synchronization

/// A log that a test can read.
public final class CollectedLog: Sendable {
    private struct Handler: LogHandler {
        let log: CollectedLog
        var metadataProvider: Logger.MetadataProvider?
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        init(_ log: CollectedLog) {
            self.log = log
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let message = "\(event.message)"
            let pairs = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }.map {
                " \($0.key)=\($0.value)"
            }
            let line = "\(event.level): \(message)" + pairs.joined()
            log.storage.withLock { $0.append((message, line)) }
            log.onMessage(message)
        }
    }

    private let storage = Mutex<[(message: String, line: String)]>([])
    private let onMessage: @Sendable (String) -> Void

    /// Creates an empty log.
    ///
    /// - Parameter onMessage: runs for each message, on the thread that logs it.
    public init(onMessage: @escaping @Sendable (String) -> Void = { _ in }) {
        self.onMessage = onMessage
    }

    /// One line for each event: level, message and metadata, sorted by key.
    public var lines: [String] { storage.withLock { $0.map(\.line) } }

    /// The message of each event.
    public var messages: [String] { storage.withLock { $0.map(\.message) } }

    /// A logger that writes to this log, at every level.
    public var logger: Logger { Logger(label: "test", factory: { (_: String) in Handler(self) }) }

    /// Whether a message contains the text.
    public func has(_ text: String) -> Bool {
        messages.contains { $0.contains(text) }
    }
}
