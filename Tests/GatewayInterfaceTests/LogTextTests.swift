import Testing

@testable import GatewayInterface

@Suite("Texts for a log")
struct LogTextTests {
    private func line(_ text: String) -> String {
        String(decoding: LogText.line(text.utf8), as: UTF8.self)
    }

    /// A client's line feed would look like a log line of the program.
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

    /// Web servers cut or split longer lines.
    @Test("A long line is cut, but never inside an escape")
    func longLinesAreCutBetweenEscapes() {
        #expect(line(String(repeating: "a", count: 4093)).utf8.count == 4093)
        #expect(line(String(repeating: "a", count: 100_000)) == String(repeating: "a", count: 4093) + "...")
        #expect(line("a" + String(repeating: "\n", count: 5000)).hasSuffix("\\x0a\\x0a..."))
        #expect(line("a" + String(repeating: "\n", count: 5000)).utf8.count == 4096)
    }

    @Test("A quoted text is limited in its escaped form, and the cut is marked")
    func quotedTextIsLimited() {
        let a = String(repeating: "a", count: 512)
        #expect(LogText.quoted(a.utf8) == "\"\(a)\"")
        #expect(LogText.quoted((a + "a").utf8) == "\"\(a)\"...")
        #expect(LogText.quoted("abc".utf8, upTo: 3) == "\"abc\"")
        #expect(LogText.quoted("abcd".utf8, upTo: 3) == "\"abc\"...")
        #expect(LogText.quoted("".utf8, upTo: 0) == "\"\"")
        #expect(LogText.quoted("a".utf8, upTo: 0) == "\"\"...")
        // Not inside an escape.
        #expect(LogText.quoted("ab\n".utf8, upTo: 6) == #""ab\x0a""#)
        #expect(LogText.quoted("abc\n".utf8, upTo: 6) == #""abc"..."#)
        #expect(LogText.quoted(#"ab""#.utf8, upTo: 3) == #""ab"..."#)
        #expect(LogText.quoted(#"a"b"#.utf8, upTo: 3) == #""a\""..."#)
        for length in 0..<600 {
            let text = LogText.quoted(Array(repeating: 0x0A, count: length))
            #expect(text.utf8.count <= 512 + 5 && text.hasSuffix("...") == (length > 128))
            #expect(LogText.standsAlone(text))
        }
    }

    /// Half a character could be parsed as another one.
    @Test("A text is not cut inside a UTF-8 character")
    func cutKeepsWholeCharacters() {
        for (character, width) in [("\u{E9}", 8), ("\u{20AC}", 12), ("\u{1F600}", 16)] {
            for limit in 0..<50 {
                let text = LogText.quoted(String(repeating: character, count: 10).utf8, upTo: limit)
                #expect((text.utf8.count - 5) % width == 0, "\(character) \(limit)")
            }
            let line = LogText.line(("a" + String(repeating: character, count: 10)).utf8, upTo: 40)
            #expect((line.count - 4) % width == 0)
        }
        // Invalid UTF-8 is cut at the limit.
        #expect(LogText.quoted(Array(repeating: 0x80, count: 100), upTo: 80).utf8.count == 80 + 5)
        #expect(LogText.quoted([0xF0, 0x9F, 0x98, 0x80, 0x80, 0x80], upTo: 20).utf8.count == 20 + 5)
    }

    @Test("A line has at most the given length, including the mark of the cut")
    func lineLengthIsLimited() {
        #expect(String(decoding: LogText.line("abcdef".utf8, upTo: 5), as: UTF8.self) == "ab...")
        #expect(String(decoding: LogText.line("ab".utf8, upTo: 5), as: UTF8.self) == "ab")
    }

    /// A client's `a=b` would look like a value that the program logged.
    @Test("Only a word or a complete quoted text can stand alone")
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
