import Testing

@testable import GatewayInterface

@Suite("Texts for a log")
struct LogTextTests {
    private func line(_ text: String) -> String {
        String(decoding: LogText.line(text.utf8), as: UTF8.self)
    }

    /// A line feed from a client would look like a log line of the program.
    @Test(
        "A line contains only printable ASCII",
        arguments: [
            ("", ""), ("plain ~ \"quoted\"", "plain ~ \"quoted\""), ("a\nb\r\n", "a\\x0ab\\x0d\\x0a"),
            ("\u{1B}[31m", "\\x1b[31m"), ("\0\u{7F}", "\\x00\\x7f"), ("ä", "\\xc3\\xa4"), ("\\x0a", "\\x0a"),
        ]
    )
    func lineContainsOnlyPrintableASCII(text: String, shown: String) {
        #expect(line(text) == shown)
    }

    /// A web server cuts longer lines or splits them in two.
    @Test("A long line is cut, but never inside an escape")
    func longLinesAreCutBetweenEscapes() {
        #expect(line(String(repeating: "a", count: 4093)).utf8.count == 4093)
        #expect(line(String(repeating: "a", count: 100_000)) == String(repeating: "a", count: 4093) + "...")
        #expect(line("a" + String(repeating: "\n", count: 5000)).hasSuffix("\\x0a\\x0a..."))
        #expect(line("a" + String(repeating: "\n", count: 5000)).utf8.count == 4096)
    }

    /// `a=b` from a client would look like a value that the program logged.
    @Test("A word or a complete quoted text stands alone")
    func wordsAndQuotedTextsStandAlone() {
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
