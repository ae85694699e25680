/// One event of a ``ServerSentEvents`` stream, as the HTML standard has it (section 9.2).
public struct ServerSentEvent: Sendable, Hashable {
    /// The event as it is sent, with the empty line behind it.
    let text: String

    /// Creates an event.
    ///
    /// - Parameters:
    ///   - data: any text. Each of its lines is sent as one, and the browser joins them with line feeds again, whatever
    ///     the line breaks were.
    ///   - event: its type, which a script listens for; `message` to the browser if there is none.
    ///   - id: what the browser sends back as `Last-Event-ID` when it connects again; `""` makes it forget.
    ///   - retry: how long the browser waits before it connects again; whole milliseconds.
    /// - Throws: ``ServerSentEventError`` for a type or an id with a line break or a NUL in it, which would begin another
    ///   field or be ignored, an empty type, and for a time that is negative.
    public init(
        _ data: String,
        event: String? = nil,
        id: String? = nil,
        retry: Duration? = nil
    ) throws(ServerSentEventError) {
        var text = ""
        if let event {
            guard !event.isEmpty, Self.isOneLine(event) else {
                throw ServerSentEventError("the type of an event is empty, or holds a line break or a NUL")
            }
            text += "event: \(event)\n"
        }
        if let id {
            guard Self.isOneLine(id) else {
                throw ServerSentEventError("the id of an event holds a line break or a NUL")
            }
            text += "id: \(id)\n"
        }
        if let retry {
            guard retry >= .zero else { throw ServerSentEventError("the retry time of an event is negative") }
            text += "retry: \(retry.wholeMilliseconds)\n"
        }
        self.text = text + Self.lines("data: ", data) + "\n"
    }

    private static func isOneLine(_ text: String) -> Bool {
        !text.utf8.contains { $0 == 0x0A || $0 == 0x0D || $0 == 0 }
    }

    /// A text as lines with something in front of each. CR, LF and both together end a line, as for the browser.
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
