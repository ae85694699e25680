internal import GatewayInterface
public import Logging

/// Writes log events to the web server's error log or to standard error.
///
/// - During a request, events of its handler are sent as FCGI_STDERR of that request, and the web server writes them to
///   the error log of the virtual host. mod_fcgid writes a process's plain standard error to the log of the whole
///   server, which a customer of a host may not be able to read.
/// - All other events go to standard error: outside a request, under CGI, if FCGI_STDERR cannot be sent at once, and if
///   ``ServerConfiguration/logDestination`` says so.
///
/// A handler's own task and its child tasks (`async let`, task groups) belong to the request, on any thread or actor. A
/// `Task { }` or `Task.detached` does not, because it may outlive the request.
///
/// An event is one line: `info gatehouse: no route [status=404 method=GET target="/x"]`. Bytes other than printable
/// ASCII become `\xNN`. On standard error a timestamp comes first; web servers add their own.
///
/// `status`, `route`, `rule` and `incident` are the first values; the others follow in the order of their names. A
/// value has at most 512 bytes (`backtrace` 2 KiB), all values 3 KiB, and the line 4 KiB; "..." marks a cut. A message that is too long is
/// cut, so it never displaces the values.
///
/// ```swift
/// let logger = Logger(label: "notes", factory: FastCGILogHandler.init(label:))
/// ```
public struct FastCGILogHandler: LogHandler {
    private let label: String

    /// The values logged with every event. An event's own values take precedence.
    public var metadata: Logger.Metadata = [:]

    /// Supplies current values, such as a trace id.
    public var metadataProvider: Logger.MetadataProvider?

    /// The lowest level that is logged; defaults to `info`.
    public var logLevel = Logger.Level.info

    /// Creates a handler for a logger with this label.
    public init(label: String) {
        self.label = label
        metadataProvider = LoggingSystem.metadataProvider
    }

    /// Returns the default logger of a server: one with this handler, or the one that the program set with
    /// `LoggingSystem.bootstrap`.
    package static func defaultLogger(_ label: String, level: Logger.Level = .info) -> Logger {
        let logger = Logger(label: label)
        // swift-log does not say whether it was bootstrapped. The type of the handler shows its own default.
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

    /// The values that describe the result of a request. Other values cannot displace them.
    private static let firstKeys = ["status", "route", "rule", "incident"]

    /// The longest list of values in a line, in bytes.
    private static let longestValues = 3072

    /// The length limit of the value `backtrace`, in bytes.
    private static let longestBacktrace = 2048

    /// The values of an event, in printable ASCII.
    private func values(of event: LogEvent) -> String {
        var all = metadata
        if let provided = metadataProvider?.get() {
            all.merge(provided) { $1 }
        }
        if let own = event.metadata {
            // Most events have no other values.
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
        let limit = key == "backtrace" ? Self.longestBacktrace : LogText.longest
        return word(key, upTo: LogText.longestWord) + "=" + word(Self.text(of: value), upTo: limit) + " "
    }

    private static func text(of value: Logger.MetadataValue) -> String {
        if case .string(let text) = value { text } else { value.description }
    }

    /// Quotes a text unless its end is clear without quotes: bytes of a client must not look like another value.
    private func word(_ text: String, upTo limit: Int) -> String {
        // A quoted text adds its quotes and dots to the limit.
        text.utf8.count <= limit + 5 && LogText.standsAlone(text) ? text : LogText.quoted(text.utf8, upTo: limit)
    }
}
