import GatehouseCore
import Testing

@testable import GatehouseJSON

@Suite("JSONScan accepts only JSON that every parser reads alike, within limits")
struct JSONScanTests {
    private func check(_ text: String, limits: JSONLimits = JSONLimits()) -> JSONScan.Failure? {
        check(Array(text.utf8), limits: limits)
    }

    private func check(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONScan.Failure? {
        do throws(JSONScan.Failure) {
            try JSONScan.check(bytes, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Valid JSON is accepted",
        arguments: [
            "1", "-0", "0.5", "1e5", "1E+5", "-12.25e-3", "true", "false", "null", "\"\"", "\"a\"", "[]", "{}", " [ ] ",
            "[1,2]", "\t{\"a\" : [ { } , null ] ,\r\n\"b\":\"\"}", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
            "\"\\uD83D\\uDE00\"",
            "\"\u{7F}\u{85}\u{1F600}\"", "[[[]],[{}]]", "{\"\":1}", "{\"a\":{\"a\":1},\"A\":2}", "1e999",
        ]
    )
    func validJSONIsAccepted(text: String) {
        #expect(check(text) == nil)
    }

    @Test(
        "Invalid JSON is refused",
        arguments: [
            "", " ", "tru", "True", "nul", "nulll", "01", "-", "+1", ".5", "1.", "1.e5", "1e", "1e+", "-a", "0x10",
            "NaN",
            "Infinity", "\"", "\"\\", "\"\\a\"", "\"\\u12\"", "\"\\u12g4\"", "\"\n\"", "\"\u{0}\"", "\"\u{1F}\"", "'a'",
            "[", "]",
            "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]]", "[}", "{", "}", "{]", "{\"a\"", "{\"a\":", "{\"a\":}",
            "{\"a\":1",
            "{\"a\":1,", "{\"a\":1,}", "{,}", "{1:2}", "{a:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "1 2", "1,",
            "[1}", "{\"a\":1]", "[{]}", "{\"a\"=1}", "{\"a\"::1}", "// a\n1",
            "/**/1", "\u{FEFF}1", "\u{A0}1", "1\u{0}", "\u{0}1", "\u{C}1",
        ]
    )
    func invalidJSONIsRefused(text: String) {
        #expect(check(text)?.isMalformed == true)
    }

    @Test("A name that occurs twice in an object is refused, in every escaped form")
    func duplicateNamesAreRefused() {
        for text in [
            "{\"a\":1,\"a\":2}", "{\"a\":1,\"b\":2,\"\\u0061\":3}", "[{\"x\":{\"\":1,\"\":2}}]",
            "{\"\u{E9}\":1,\"e\u{301}\":2}",
        ] {
            #expect(check(text)?.message.contains("twice") == true, "\(text)")
        }
        #expect(check("[{\"a\":1},{\"a\":2}]") == nil)
        #expect(check("{\"a\":{\"b\":1},\"b\":2}") == nil, "a nested object has its own names")
    }

    @Test("NUL and lone surrogates are refused in strings and names")
    func nulAndLoneSurrogatesAreRefused() {
        for text in [
            "\"\\u0000\"", "{\"a\\u0000b\":1}", "\"\\uD83D\"", "\"\\uDE00\"", "\"\\uDE00\\uD83D\"", "\"\\uD83Dx\"",
            "\"\\uD83D\\uD83D\"", "\"\\uD83D\\n\"", "{\"\\uD83D\":1}",
        ] {
            #expect(check(text) != nil, "\(text)")
        }
    }

    @Test("Bytes that are not UTF-8 are refused")
    func nonUTF8IsRefused() {
        for bytes in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xEF, 0xBB, 0xBF, 0x31],
            [0x31, 0], [0, 0x31], [0xFF, 0xFE, 0x31, 0],
        ] as [[UInt8]] {
            #expect(check(bytes)?.isMalformed == true, "\(bytes)")
        }
    }

    @Test("The limits of depth and of the number of values are exact")
    func depthAndValueLimitsAreExact() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[{\"a\":", count: depth / 2) + "1" + String(repeating: "}]", count: depth / 2)
        }
        #expect(check(nested(64)) == nil)
        #expect(check(nested(66))?.isMalformed == false)
        #expect(check("[[]]", limits: JSONLimits(depth: 2)) == nil)
        #expect(check("[[]]", limits: JSONLimits(depth: 1)) != nil)
        #expect(check("[[],[],[[]]]", limits: JSONLimits(depth: 3)) == nil, "siblings do not add to the depth")
        #expect(check("1", limits: JSONLimits(depth: 0)) == nil)
        #expect(check("{\"a\":[1,2],\"b\":3}", limits: JSONLimits(values: 5)) == nil)
        #expect(check("{\"a\":[1,2],\"b\":3}", limits: JSONLimits(values: 4))?.isMalformed == false)
    }

    @Test("A name has at most 256 bytes once it is decoded")
    func nameLengthIsLimited() {
        let name = String(repeating: "\u{E9}", count: 128)
        #expect(check("{\"\(name)\":1}") == nil)
        #expect(check("{\"\(String(repeating: "\\u0061", count: 256))\":1}") == nil)
        #expect(check("{\"\(name)a\":1}")?.message == "The body has a name of more than 256 bytes.")
        #expect(check("[\"\(name)a\"]") == nil, "a text that is not a name")
    }

    @Test("More than 30 combining marks in a row are refused in texts and in names, escaped or not")
    func longRunsOfMarksAreRefused() {
        for mark in ["\u{301}", "\\u0301", "\u{1D165}", "\\uD834\\uDD65"] {
            for (before, after) in [("\"", "\""), ("{\"a", "\":1}"), ("[1,\"x", "y\"]")] {
                #expect(check(before + String(repeating: mark, count: 30) + after) == nil)
                #expect(
                    check(before + String(repeating: mark, count: 31) + after)?.message
                        == "A string in the body holds more than 30 combining marks in a row.")
            }
        }
    }

    @Test("A number other than 0 that rounds to 0 is refused")
    func numberThatRoundsToZeroIsRefused() throws {
        let long = String(repeating: "0", count: 400)
        for text in ["1e-400", "-1e-400", "0.1e-400", "[1,2e-324]", "0.\(long)1", "9E-999999999999999999999"] {
            #expect(check(text)?.message.contains("too close to 0") == true, "\(text)")
        }
        for text in ["5e-324", "0e-400", "0.0", "-0.0e9", "0.\(long)", "1\(long)", "1e400", "1e-300", "0.\(long)e5"] {
            #expect(check(text) == nil, "\(text)")
        }
        #expect(check("[1, 20e-400]")?.message == "The body has a number that is too close to 0: see byte 4.")
    }

    @Test("Only the exponent of a zero is replaced by spaces")
    func exponentOfZeroIsRemoved() throws {
        func readable(_ text: String) throws -> String {
            String(decoding: try JSONScan.check(Array(text.utf8), limits: JSONLimits()), as: UTF8.self)
        }
        #expect(try readable("[0e1,-0.00E+12,\"0e1\",10e1,0.10e1,0]") == "[0  ,-0.00    ,\"0e1\",10e1,0.10e1,0]")
        #expect(try readable("{\"0e1\":0e1}") == "{\"0e1\":0  }")
    }

    @Test("A hundred thousand brackets use no stack")
    func deepNestingUsesNoStack() {
        let open = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        let close = [UInt8](repeating: UInt8(ascii: "]"), count: 100_000)
        #expect(check(open + close)?.message == "The body has more than 64 nested levels.")
        #expect(check(open + close, limits: JSONLimits(depth: .max, values: .max)) == nil)
    }
}
