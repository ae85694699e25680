import GatewayInterface
import Testing

@Suite("Client text: UTF-8 in the Stream-Safe Text Format")
struct ClientTextTests {
    private func isStreamSafe(_ text: String) -> Bool { ClientText.isStreamSafe(text.utf8.span) }

    private func areStreamSafe(_ bytes: [UInt8]) -> Bool { ClientText.isStreamSafe(bytes.span) }

    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test("30 non-starters in a row are accepted and 31 refused, at any position")
    func runOf31MarksIsRefused() {
        for mark in [
            "\u{301}", "\u{323}", "\u{20D0}", "\u{A66F}", "\u{FE20}", "\u{1D165}", "\u{1E8D0}", "\u{E01}\u{E38}",
        ] {
            let single = String(mark.unicodeScalars.suffix(1))
            for before in ["", "a", "\u{E9}", "\u{20AC}", "\u{1F600}", repeated("x", 1000)] {
                for after in ["", "b", "\u{4E00}"] {
                    #expect(isStreamSafe(before + repeated(single, 30) + after))
                    #expect(!isStreamSafe(before + repeated(single, 31) + after))
                }
            }
        }
    }

    @Test("Marks of all classes count together")
    func classesCountTogether() {
        #expect(isStreamSafe("a" + repeated("\u{323}\u{301}", 15)))
        #expect(!isStreamSafe("a" + repeated("\u{323}\u{301}", 15) + "\u{5B0}"))
        #expect(!isStreamSafe("a" + repeated("\u{301}", 16) + repeated("\u{323}", 16)))
    }

    @Test(
        "A starter ends a run",
        arguments: ["a", " ", "\u{E9}", "\u{34F}", "\u{200D}", "\u{1100}", "\u{4E00}", "\u{1F600}"])
    func starterEndsRun(starter: String) {
        #expect(isStreamSafe(repeated(repeated("\u{301}", 30) + starter, 100)))
        #expect(!isStreamSafe(repeated(repeated("\u{301}", 30) + starter, 100) + repeated("\u{301}", 31)))
    }

    @Test(
        "A character that decomposes into two non-starters counts twice, even if its own class is 0",
        arguments: ["\u{344}", "\u{F73}", "\u{F75}", "\u{F81}"]
    )
    func decomposingScalarCountsTwice(scalar: String) {
        #expect(isStreamSafe(repeated(scalar, 15)))
        #expect(!isStreamSafe(repeated(scalar, 15) + "\u{301}"))
        #expect(!isStreamSafe(repeated(scalar, 16)))
    }

    @Test("Half-width voice marks count as their decompositions", arguments: ["\u{FF9E}", "\u{FF9F}"])
    func voiceMarksCount(scalar: String) {
        #expect(isStreamSafe(repeated(scalar, 30)))
        #expect(!isStreamSafe(repeated(scalar, 31)))
    }

    @Test("Every Unicode non-starter counts; letters of any script do not")
    func allNonStartersCount() {
        var marks = 0
        for value in UInt32(0)...0x1_FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isMark = scalar.properties.canonicalCombiningClass != .notReordered
            if isMark {
                marks += 1
                #expect(!isStreamSafe(repeated(String(scalar), 31)), "\(value)")
            } else if value % 16 == 0 {
                #expect(isStreamSafe(repeated(String(scalar), 31)), "\(value)")
            }
        }
        #expect(marks > 900)
    }

    @Test("Invalid UTF-8 ends a run, as the replacement character that it becomes does")
    func invalidBytesEndRun() {
        let marks = Array(repeated("\u{301}", 30).utf8)
        for bytes in [
            [0xFF], [0xCC], [0xE1, 0x80], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF5], [0x81],
            // A mark in overlong UTF-8.
            [0xE0, 0x8C, 0x81], [0xF0, 0x80, 0x8C, 0x81],
        ] as [[UInt8]] {
            #expect(areStreamSafe(marks + bytes + marks), "\(bytes)")
            #expect(!areStreamSafe(marks + bytes + marks + [0xCC, 0x81]), "\(bytes)")
            #expect(!areStreamSafe(bytes + marks + [0xCC, 0x81]), "\(bytes)")
        }
        #expect(areStreamSafe(marks + [0xCC]))
        #expect(areStreamSafe([UInt8]()))
    }

    @Test("Text is returned unchanged, or refused for one of two reasons")
    func textIsReturnedOrRefused() throws {
        #expect(try ClientText.string([0x61, 0xCC, 0x81, 0][...]).unicodeScalars.map(\.value) == [0x61, 0x301, 0])
        #expect(throws: ClientTextError.notUTF8) { try ClientText.string([0x61, 0xFF][...]) }
        #expect(throws: ClientTextError.tooManyMarks) {
            try ClientText.string(Array(repeated("\u{301}", 31).utf8)[...])
        }
    }

    @Test("Names are compared without regard to case for ASCII letters only")
    func onlyASCIIHasCase() {
        #expect("ABCXYZ@[`{09".lowercasedASCII == "abcxyz@[`{09")
        #expect(Array("\u{212A}\u{130}\u{C9}K".lowercasedASCII.utf8) == Array("\u{212A}\u{130}\u{C9}k".utf8))
        #expect("UTF-8".hasSameBytes(asLowercase: "utf-8"))
        #expect(!"\u{212A}".hasSameBytes(asLowercase: "k"))
        #expect(!"utf-8x".hasSameBytes(asLowercase: "utf-8"))
        #expect(!"\u{212A}".hasSameBytes(as: "K"))
        #expect(!"e\u{301}".hasSameBytes(as: "\u{E9}"))
        #expect("e\u{301}".hasSameBytes(as: "e\u{301}"))
    }
}

@Suite("Parameters: text that costs more than linear time to compare is refused")
struct ParameterTextTests {
    private func parameters(_ pairs: [(name: String, value: [UInt8])]) throws(ParametersError) -> Parameters {
        var block: [UInt8] = []
        for (name, value) in pairs { Parameters.append(Array(name.utf8), value, to: &block) }
        return try Parameters(nameValuePairs: block, limits: ParameterLimits())
    }

    @Test("More than 30 combining marks in a row in a value or name are refused, and the error names the parameter")
    func longRunsOfMarksAreRefused() throws {
        let marks = [[UInt8]](repeating: [0xCC, 0x81], count: 30).joined()
        let accepted = try parameters([("HTTP_A", Array(marks)), ("HTTP_B", [0xCC, 0x81])])
        #expect(accepted["HTTP_A"]?.utf8.count == 60)
        let error = try #require(throws: ParametersError.self) {
            try self.parameters([("HTTP_A", []), ("HTTP_B", Array(marks) + [0xCC, 0xA3]), ("HTTP_C", [])])
        }
        #expect(error.code == .tooManyMarks)
        #expect(error.name == "HTTP_B")
        #expect(error.description == "a parameter holds more than 30 combining marks in a row (\"HTTP_B\")")
        let name = String(repeating: "\u{301}", count: 31)
        #expect(throws: ParametersError(.tooManyMarks)) { try self.parameters([(name, [])]) }
    }

    @Test("A value of any length is accepted, whatever the bytes of its length are")
    func lengthBytesAreNotText() throws {
        for length in [127, 128, 200, 203, 204, 255, 256, 0xCCCC, 0xCC00 + 1] {
            #expect(try parameters([("A", Array(repeating: 0x61, count: length))])["A"]?.utf8.count == length)
            #expect(throws: ParametersError(.tooManyMarks), "\(length)") {
                let marks = String(repeating: "\u{301}", count: 31).utf8
                return try self.parameters([("A", Array(repeating: 0x61, count: length) + marks)])
            }
        }
    }
}
