/// An event that a test has received (HTML standard, section 9.2.6).
public struct TestEvent: Sendable, Hashable {
    /// The type; `message` if the server named none.
    public var event: String

    /// The data. Its lines are joined with "\n".
    public var data: String

    /// The last ID that the server sent.
    public var id: String

    /// Creates an event to compare with.
    public init(_ data: String, event: String = "message", id: String = "") {
        self.event = event
        self.data = data
        self.id = id
    }
}

extension TestResponse {
    /// The events of a stream that has ended. Comments and an event without its empty line are left out.
    public var events: [TestEvent] {
        var events: [TestEvent] = []
        var event = ""
        var id = ""
        var data: [Substring] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.isEmpty {
                if !data.isEmpty {
                    events.append(
                        TestEvent(data.joined(separator: "\n"), event: event.isEmpty ? "message" : event, id: id))
                }
                (event, data) = ("", [])
                continue
            }
            let name = line.prefix { $0 != ":" }
            var value = line.dropFirst(name.count + 1)
            if value.first == " " { value = value.dropFirst() }
            switch name {
            case "event": event = String(value)
            case "data": data.append(value)
            case "id": id = String(value)
            default: break
            }
        }
        return events
    }
}
