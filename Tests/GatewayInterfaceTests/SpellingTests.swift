import GatewayInterface
import Testing

@Suite("Suggestions for a name that does not exist")
struct SpellingTests {
    @Test(
        "The nearest name is suggested, if it differs by two letters at most and by less than half of the word",
        arguments: [
            ("abcdef", ["abcdef"], "abcdef"), ("abcdef", ["abcde", "x"], "abcde"), ("abcdef", ["abcdefgh"], "abcdefgh"),
            ("abcdef", ["abXdeX"], "abXdeX"), ("abcdef", ["aXcXeX"], nil), ("abcdef", ["abc"], nil),
            // A swap of two neighbours counts once.
            ("abcdef", ["badcef"], "badcef"), ("abcdef", ["badcfe"], nil),
            ("abc", ["abd"], "abd"), ("ab", ["ac"], nil), ("abcd", ["abXX"], nil), ("abcde", ["abcXX"], "abcXX"),
            ("", ["a"], nil), ("abcdef", [], nil),
        ] as [(String, [String], String?)]
    )
    func nearestName(word: String, names: [String], nearest: String?) {
        #expect(Spelling.nearest(to: word, among: names) == nearest)
    }

    @Test("Two equally near names are no suggestion, whatever their order, unless another one is nearer")
    func equallyNearNames() {
        for names in [["abcdeX", "abcdeY"], ["abcdXY", "abcdeX", "abcdeY"], ["abcdeX", "abcdXY", "abcdeY"]] {
            #expect(Spelling.nearest(to: "abcdef", among: names) == nil)
            #expect(Spelling.nearest(to: "abcdef", among: names.reversed()) == nil)
            #expect(Spelling.nearest(to: "abcdef", among: names + ["abcdef"]) == "abcdef")
            #expect(Spelling.nearest(to: "abcdef", among: ["abcdef"] + names) == "abcdef")
        }
    }

    @Test("A word of more than 64 bytes has no suggestion")
    func longWord() {
        let word = String(repeating: "a", count: 64)
        #expect(Spelling.nearest(to: word, among: [word]) == word)
        #expect(Spelling.nearest(to: word + "a", among: [word + "a"]) == nil)
    }
}
