import Logging

/// Collects what a server logs, for tests to check.
final class LogLines: Sendable {
    private let lines = Box<[String]>([])

    var all: [String] { lines.value }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(lines: self.lines) }
    }

    func has(_ text: String) -> Bool {
        all.contains { $0.contains(text) }
    }

    private struct Handler: LogHandler {
        let lines: Box<[String]>
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.change { $0.append("\(event.message)") }
        }
    }
}
