import Logging

/// Collects what a server logs, for tests of its messages.
struct CollectedLog: LogHandler {
    let lines: Box<[String]>
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    static func logger() -> (Logger, Box<[String]>) {
        let lines = Box<[String]>([])
        return (Logger(label: "test") { _ in CollectedLog(lines: lines) }, lines)
    }

    init(lines: Box<[String]>) {
        self.lines = lines
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.change { $0.append("\(event.level) \(event.message)") }
    }
}
