import Testing

@testable import GatehouseCore

@Suite("Server-sent events")
struct ServerSentEventTests {
    @Test("An event has all its fields")
    func eventHasAllFields() throws {
        let event = try ServerSentEvent("one\ntwo", event: "step", id: "7", retry: .milliseconds(1500))
        #expect(event.text == "event: step\nid: 7\nretry: 1500\ndata: one\ndata: two\n\n")
    }

    /// Breaks if data can end the event and start another one.
    @Test(
        "Every line break in the data starts a new data line",
        arguments: [
            ("", "data: \n\n"), ("a", "data: a\n\n"), (" a", "data:  a\n\n"), ("a\n", "data: a\ndata: \n\n"),
            ("a\r\nb", "data: a\ndata: b\n\n"), ("a\rb", "data: a\ndata: b\n\n"),
            ("a\n\nid: 1", "data: a\ndata: \ndata: id: 1\n\n"), ("a\r\r\nb", "data: a\ndata: \ndata: b\n\n"),
            ("a\n\rb", "data: a\ndata: \ndata: b\n\n"), ("\u{2028}ä", "data: \u{2028}ä\n\n"),
        ])
    func lineBreaksStartDataLines(data: String, text: String) throws {
        #expect(Array(try ServerSentEvent(data).text.utf8) == Array(text.utf8))
    }

    @Test("A line break or NUL in a type or ID is refused", arguments: ["a\nb", "a\r", "\r\n", "\u{0}"])
    func lineBreakInTypeOrIDIsRefused(text: String) {
        #expect(throws: ServerSentEventError.self) { try ServerSentEvent("", event: text) }
        #expect(throws: ServerSentEventError.self) { try ServerSentEvent("", id: text) }
    }

    @Test("An empty ID is allowed; an empty type and a negative retry time are refused")
    func emptyIDIsAllowed() throws {
        #expect(try ServerSentEvent("", id: "").text == "id: \ndata: \n\n")
        #expect(throws: ServerSentEventError.self) { try ServerSentEvent("", event: "") }
        #expect(throws: ServerSentEventError.self) { try ServerSentEvent("", retry: .seconds(-1)) }
    }

    @Test("A retry time may be as long as any duration")
    func longestDurationIsAccepted() throws {
        #expect(
            try ServerSentEvent("", retry: .seconds(9_223_372_036_854_776)).text
                == "retry: 9223372036854776000\ndata: \n\n")
        #expect(
            try ServerSentEvent("", retry: Duration(attoseconds: .max)).text
                == "retry: 170141183460469231731687\ndata: \n\n")
    }
}
