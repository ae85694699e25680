import Logging
import Synchronization

/// A log that a test can read: one line for each event, with level, message and metadata in the order of their names.
final class CollectedLog: Sendable {
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
            let pairs = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            log.storage.withLock { $0.append("\(event.level): \(event.message)" + pairs.joined()) }
        }
    }

    private let storage = Mutex<[String]>([])

    var lines: [String] { storage.withLock { $0 } }
    var logger: Logger { Logger(label: "test", factory: { (_: String) in Handler(self) }) }
}
