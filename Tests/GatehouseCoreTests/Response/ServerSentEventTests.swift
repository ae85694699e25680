import Testing

@testable import GatehouseCore

@Suite("server-sent events")
struct ServerSentEventTests {
    @Test("an event with all of it")
    func whole() throws {
        let event = try ServerSentEvent("one\ntwo", event: "step", id: "7", retry: .milliseconds(1500))
        #expect(event.text == "event: step\nid: 7\nretry: 1500\ndata: one\ndata: two\n\n")
    }

    /// Breaks if data can end the event and begin another one.
    @Test(
        "every line break of the data begins a line of data",
        arguments: [
            ("", "data: \n\n"), ("a", "data: a\n\n"), (" a", "data:  a\n\n"), ("a\n", "data: a\ndata: \n\n"),
            ("a\r\nb", "data: a\ndata: b\n\n"), ("a\rb", "data: a\ndata: b\n\n"),
            ("a\n\nid: 1", "data: a\ndata: \ndata: id: 1\n\n"), ("a\r\r\nb", "data: a\ndata: \ndata: b\n\n"),
            ("a\n\rb", "data: a\ndata: \ndata: b\n\n"), ("\u{2028}ä", "data: \u{2028}ä\n\n"),
        ])
    func data(data: String, text: String) throws {
        #expect(Array(try ServerSentEvent(data).text.utf8) == Array(text.utf8))
    }

    @Test("a line break or a NUL in a type or an id is refused", arguments: ["a\nb", "a\r", "\r\n", "\u{0}"])
    func refused(text: String) {
        #expect(throws: ServerSentEventError.self) { try ServerSentEvent("", event: text) }
        #expect(throws: ServerSentEventError.self) { try ServerSentEvent("", id: text) }
    }

    @Test("an empty id makes the browser forget; an empty type and a negative time are refused")
    func edges() throws {
        #expect(try ServerSentEvent("", id: "").text == "id: \ndata: \n\n")
        #expect(throws: ServerSentEventError.self) { try ServerSentEvent("", event: "") }
        #expect(throws: ServerSentEventError.self) { try ServerSentEvent("", retry: .seconds(-1)) }
    }
}
