import Testing

@testable import GatewayInterface

@Suite("Texts for a log")
struct LogTextTests {
    private func line(_ text: String) -> String {
        String(decoding: LogText.line(text.utf8), as: UTF8.self)
    }

    /// A line feed from a client would be a line of the log that the program never wrote.
    @Test(
        "A line holds printable ASCII alone",
        arguments: [
            ("", ""), ("plain ~ \"quoted\"", "plain ~ \"quoted\""), ("a\nb\r\n", "a\\x0ab\\x0d\\x0a"),
            ("\u{1B}[31m", "\\x1b[31m"), ("\0\u{7F}", "\\x00\\x7f"), ("ä", "\\xc3\\xa4"), ("\\x0a", "\\x0a"),
        ]
    )
    func lines(text: String, shown: String) {
        #expect(line(text) == shown)
    }

    /// A web server cuts what is longer, or takes two lines from it.
    @Test("A line that is too long is cut, not inside of an escape")
    func longLines() {
        #expect(line(String(repeating: "a", count: 4093)).utf8.count == 4093)
        #expect(line(String(repeating: "a", count: 100_000)) == String(repeating: "a", count: 4093) + "...")
        #expect(line("a" + String(repeating: "\n", count: 5000)).hasSuffix("\\x0a\\x0a..."))
        #expect(line("a" + String(repeating: "\n", count: 5000)).utf8.count == 4096)
    }

    /// `a=b` from a client would look like a value of the program's.
    @Test("What stands alone: a word, or a whole quoted text")
    func standsAlone() {
        for text in [
            "GET", "/notes/{id}", "a,b", "\"\"", "\"a b\"", "\"a\\\"b=c\"", "\"a\"...", LogText.quoted([34, 92, 10]),
        ] {
            #expect(LogText.standsAlone(text), "\(text)")
        }
        for text in [
            "", "a b", "a=b", "a]", "[a", "a\"b", "a\\", "ä", "\n", "\"", "\"a", "\"a\" b=\"c\"", "\"a\\\"", "\"a\".",
            "\"a\"...x",
        ] {
            #expect(!LogText.standsAlone(text), "\(text)")
        }
    }
}
