/// An event of a ``ServerSentEvents`` stream (HTML standard, section 9.2).
public struct ServerSentEvent: Sendable, Hashable {
    /// The event as sent, with the empty line after it.
    let text: String

    /// Creates an event.
    ///
    /// - Parameters:
    ///   - data: any text. Each line is sent separately, and the browser joins the lines with line feeds, whatever the
    ///     original line breaks were.
    ///   - event: the type that scripts listen for. Without one, the browser uses `message`.
    ///   - id: the text that the browser sends as `Last-Event-ID` when it reconnects; `""` clears it.
    ///   - retry: the time that the browser waits before it reconnects, in whole milliseconds.
    /// - Throws: ``ServerSentEventError`` for an empty type, a negative time, and a line break or a NUL in a type or an
    ///   ID, which would begin another field or be ignored.
    public init(
        _ data: String,
        event: String? = nil,
        id: String? = nil,
        retry: Duration? = nil
    ) throws(ServerSentEventError) {
        var text = ""
        if let event {
            guard !event.isEmpty, Self.isOneLine(event) else {
                throw ServerSentEventError("invalid event type; it must not be empty or contain a line break or a NUL")
            }
            text += "event: \(event)\n"
        }
        if let id {
            guard Self.isOneLine(id) else {
                throw ServerSentEventError("invalid event ID; it must not contain a line break or a NUL")
            }
            text += "id: \(id)\n"
        }
        if let retry {
            guard retry >= .zero else { throw ServerSentEventError("invalid retry time; it must not be negative") }
            text += "retry: \(retry.wholeMilliseconds)\n"
        }
        self.text = text + Self.lines("data: ", data) + "\n"
    }

    private static func isOneLine(_ text: String) -> Bool {
        !text.utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 }
    }

    /// Writes a text as lines with a prefix. CR, LF and CR LF end a line, as in browsers.
    static func lines(_ prefix: String, _ text: String) -> String {
        var bytes = Array(prefix.utf8)
        var afterReturn = false
        for byte in text.utf8 {
            if byte == 0x0A, afterReturn {
                afterReturn = false
                continue
            }
            afterReturn = byte == 0x0D
            if byte == 0x0A || byte == 0x0D {
                bytes.append(0x0A)
                bytes += prefix.utf8
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(0x0A)
        return String(decoding: bytes, as: UTF8.self)
    }
}
