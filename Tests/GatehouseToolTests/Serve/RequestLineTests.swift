#if Tool
    import Foundation
    import Testing

    @testable import GatehouseTool

    @Suite("The line of a request")
    struct RequestLineTests {
        private func text(_ log: String?, path: String = "/a", status: Int = 200) -> String {
            let record = log.flatMap { LogLine($0[...]) }
            let line = RequestLine(
                method: "GET", path: path, status: status, duration: .microseconds(3_250), log: record)
            return String(line.text().dropFirst("00:00:00  ".count))
        }

        @Test("It has the rule that decided, and what the program says beside it")
        func rule() {
            #expect(
                text("info gatehouse: served [status=200 route=/a rule=everyone duration_us=9]")
                    == "GET  /a  200  3.2 ms  rule: everyone")
            #expect(
                text(
                    "notice gatehouse: denied: sign-in [status=303 route=/a rule=\"on the list\" duration_us=9]",
                    status: 303)
                    == "GET  /a  303  3.2 ms  rule: on the list (denied: sign-in)")
            #expect(
                text(
                    "error gatehouse: failed: x [status=500 route=/a rule=everyone incident=A-B duration_us=9]",
                    status: 500)
                    == "GET  /a  500  3.2 ms  rule: everyone (failed: x, incident A-B)")
            #expect(
                text("info gatehouse: no route [status=404 target=\"/a\" duration_us=9]", status: 404)
                    == "GET  /a  404  3.2 ms  no route")
            #expect(text(nil) == "GET  /a  200  3.2 ms")
        }

        @Test("A path cannot send control sequences to the terminal, nor fill it")
        func hostile() {
            let line = text(nil, path: "/\u{1B}[2J\u{9B}ä\n" + String(repeating: "x", count: 5_000))
            #expect(line.utf8.allSatisfy { (0x20..<0x7F).contains($0) })
            #expect(line.utf8.count < 300)
        }

        @Test("Only the record of a request is taken for one")
        func records() throws {
            #expect(RequestLine.isRecord(try #require(LogLine("info gatehouse: served [status=200 duration_us=1]"))))
            #expect(!RequestLine.isRecord(try #require(LogLine("info gatehouse: mine [status=200]"))))
        }
    }
#endif
