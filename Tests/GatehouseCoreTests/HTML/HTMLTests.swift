import GatehouseCore
import Testing

@Suite("HTML") struct HTMLTests {
    @Test(
        "Values are escaped",
        arguments: [
            ("", ""), ("plain", "plain"), ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"),
            ("'", "&#39;"),
            ("a long text that no small string holds", "a long text that no small string holds"),
            ("<script>alert(\"1\")</script>", "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"),
            (
                "''''''''''''''''''''",
                "&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;&#39;"
            ),
            ("\"\"\"\"\"\"\"\"\"\"", "&quot;&quot;&quot;&quot;&quot;&quot;&quot;&quot;&quot;&quot;"),
            ("Zoë & l’été <3 🎈", "Zoë &amp; l’été &lt;3 🎈"), ("é\u{301}&", "é\u{301}&amp;"), ("&amp;", "&amp;amp;"),
            // Letters that differ from a special byte by 64, which a short bit mask would confuse.
            ("b f g | ~", "b f g | ~"), ("\u{0}\u{7F}", "\u{0}\u{7F}"),
        ])
    func valuesAreEscaped(_ text: String, _ expected: String) {
        let part = "x\(text)x".dropFirst().dropLast()
        #expect(HTML(escaping: text).text == expected)
        #expect(HTML(escaping: part).text == expected)
        #expect(("<p title=\"\(text)\">\(part)</p>" as HTML).text == "<p title=\"\(expected)\">\(expected)</p>")
        #expect(("\(Described(description: text))" as HTML).text == expected)
    }

    @Test("Exactly five ASCII characters are escaped")
    func onlyFiveBytesAreEscaped() {
        let special: Set<Character> = ["&", "<", ">", "\"", "'"]
        for value in UInt8(0)..<128 {
            let character = Character(UnicodeScalar(value))
            let text = HTML(escaping: String(character)).text
            #expect((text == String(character)) != special.contains(character), "byte \(value) became \(text)")
        }
    }

    @Test("Numbers stay unchanged", arguments: [0, 7, 9, 10, 99, 100, 1_000_000, -1, -10, Int.max, Int.min])
    func numbersStayUnchanged(_ number: Int) {
        #expect(("<b>\(number)</b>" as HTML).text == "<b>" + String(number) + "</b>")
    }

    @Test("Nested HTML stays unchanged")
    func nestedHTMLStaysUnchanged() {
        let piece: HTML = "<li>\("<")</li>"
        let nothing: HTML? = nil
        #expect(
            ("<ul>\([piece, piece])</ul>\(piece)\(nothing)" as HTML).text
                == "<ul><li>&lt;</li><li>&lt;</li></ul><li>&lt;</li>")
        #expect((piece + HTML(trusted: "<br>")).text == "<li>&lt;</li><br>")
        #expect(HTML().text.isEmpty)
        #expect(piece == HTML(trusted: "<li>&lt;</li>"))
    }

    @Test(
        "A URL with an unsafe scheme is replaced by about:invalid",
        arguments: [
            ("/a?b=1&c='2'", "/a?b=1&amp;c=&#39;2&#39;"), ("https://example.com/", "https://example.com/"),
            ("javascript:alert(1)", "about:invalid"), ("JavaScript:alert(1)", "about:invalid"),
            (" javascript:alert(1)", "about:invalid"), ("java\nscript:alert(1)", "about:invalid"),
            ("data:text/html,<script>", "about:invalid"), ("\\\\evil.example", "about:invalid"),
        ])
    func unsafeURLsAreReplaced(_ url: String, _ expected: String) {
        #expect(("\(url: url)" as HTML).text == expected)
    }

    @Test("A page escapes its title and contains its body")
    func pageEscapesTitle() {
        let text = Page("A < B", "<p>\("&")</p>", language: "de").html.text
        #expect(text.contains("<title>A &lt; B</title>"))
        #expect(text.contains("<html lang=\"de\">"))
        #expect(text.contains("<body>\n<p>&amp;</p>\n</body>"))
    }

    private struct Described: CustomStringConvertible {
        let description: String
    }
}
