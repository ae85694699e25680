internal import GatewayInterface
public import Logging

/// Logs to where the reader of a web server's error log looks.
///
/// - While a request is answered, what its handler logs leaves as FCGI_STDERR of that request, and the web server puts
///   it into the error log of the virtual host. mod_fcgid writes a process's plain standard error to the log of the
///   whole server, which a customer of a host may not be able to read.
/// - Outside of a request, under CGI, where FCGI_STDERR cannot take it at once, and where
///   ``ServerConfiguration/logDestination`` says so, it goes to standard error.
///
/// A handler's own task and its child tasks (`async let`, task groups) are in the request, on whatever thread or actor
/// they run. A `Task { }` or `Task.detached` is not, because it may outlive the request.
///
/// An event is one line: `info gatehouse: no route [status=404 method=GET target="/x"]`. Everything but printable ASCII
/// stands there as `\xNN`. Standard error gets the time in front; web servers add their own.
///
/// `status`, `route`, `rule` and `incident` are the first values, the others follow in the order of their names. A value
/// has at most 512 bytes, all values have 3 KiB, and the line has 4 KiB; "..." marks what was cut. A message that is too
/// long is cut, so it never displaces the values.
///
/// ```swift
/// let logger = Logger(label: "notes", factory: FastCGILogHandler.init(label:))
/// ```
public struct FastCGILogHandler: LogHandler {
    private let label: String

    /// What is logged with every event; an event's own values come first.
    public var metadata: Logger.Metadata = [:]

    /// Adds values of the moment, such as a trace's number.
    public var metadataProvider: Logger.MetadataProvider?

    /// What is less than this is left out; `info` unless told.
    public var logLevel = Logger.Level.info

    /// Creates a handler for a logger of this label.
    public init(label: String) {
        self.label = label
        metadataProvider = LoggingSystem.metadataProvider
    }

    /// The logger that a server has when it is given none: one with this handler, or what the program has given to
    /// `LoggingSystem.bootstrap`.
    package static func defaultLogger(_ label: String, level: Logger.Level = .info) -> Logger {
        let logger = Logger(label: label)
        // swift-log does not tell whether it was bootstrapped; its own default is known by the type of its handler.
        guard logger.handler is StreamLogHandler else { return logger }
        var own = Logger(label: label, factory: FastCGILogHandler.init(label:))
        own.logLevel = level
        return own
    }

    /// One value of ``metadata``.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line: `FCGX_PutStr` and `FCGX_FFlush` on `err`, or write(2).
    public func log(event: LogEvent) {
        let values = values(of: event)
        let line = LogText.line(text(of: event).utf8, upTo: LogText.longestLine - values.utf8.count) + values.utf8
        if let exchange = CurrentExchange.value, exchange.log(line + "\n".utf8) { return }
        StandardDescriptors.writeErrorLine("\(WallClock.now) ".utf8 + line)
    }

    private func text(of event: LogEvent) -> String {
        var text = event.level.rawValue
        text += " "
        text += label
        text += ": "
        text += event.message.description
        if let error = event.error {
            text += " (\(LogText.quoted(String(describing: error).utf8)))"
        }
        return text
    }

    /// The values that say what became of a request: no other value can displace them.
    private static let firstKeys = ["status", "route", "rule", "incident"]

    /// The longest part of a line that its values have, in bytes.
    private static let longestValues = 3072

    /// The values of an event, of printable ASCII alone.
    private func values(of event: LogEvent) -> String {
        var all = metadata
        if let provided = metadataProvider?.get() {
            all.merge(provided) { $1 }
        }
        if let own = event.metadata {
            // Most often there is nothing else.
            if all.isEmpty { all = own } else { all.merge(own) { $1 } }
        }
        guard !all.isEmpty else { return "" }
        var text = " ["
        for key in Self.firstKeys {
            if let value = all.removeValue(forKey: key) { text += pair(key, value) }
        }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            let pair = pair(key, value)
            guard text.utf8.count + pair.utf8.count <= Self.longestValues else {
                text += "... "
                break
            }
            text += pair
        }
        text.removeLast()
        return text + "]"
    }

    private func pair(_ key: String, _ value: Logger.MetadataValue) -> String {
        word(key, upTo: LogText.longestWord) + "=" + word(Self.text(of: value), upTo: LogText.longest) + " "
    }

    private static func text(of value: Logger.MetadataValue) -> String {
        if case .string(let text) = value { text } else { value.description }
    }

    /// Quoted unless it is clear without where it ends: a client's bytes must not look like another value.
    private func word(_ text: String, upTo limit: Int) -> String {
        // Quotes and dots of a text that was quoted already come on top.
        text.utf8.count <= limit + 5 && LogText.standsAlone(text) ? text : LogText.quoted(text.utf8, upTo: limit)
    }
}
