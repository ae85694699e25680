import Logging
import Synchronization

/// A log that a test can read: one line for each event, with level and message.
final class CollectedLines: Sendable {
    private struct Handler: LogHandler {
        let log: CollectedLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.storage.withLock { $0.append("\(event.level): \(event.message)") }
        }
    }

    private let storage = Mutex<[String]>([])

    var lines: [String] { storage.withLock { $0 } }
    var logger: Logger { Logger(label: "test", factory: { (_: String) in Handler(log: self) }) }
}
