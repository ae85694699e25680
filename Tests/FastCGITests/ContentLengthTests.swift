import GatewayInterface
import Testing

@testable import FastCGI

@Suite("CONTENT_LENGTH")
struct ContentLengthTests {
    private func read(_ text: String) throws -> ContentLength {
        ContentLength(try Parameters([(name: "CONTENT_LENGTH", value: text)]))
    }

    @Test("A missing or empty value means no length")
    func missingLengthIsAbsent() throws {
        #expect(ContentLength(Parameters()) == .absent)
        #expect(try read("") == .absent)
        #expect(ContentLength(try Parameters([(name: "content_length", value: "5")])) == .absent)
    }

    @Test(
        "Digits are parsed",
        arguments: [
            ("0", 0), ("1", 1), ("10", 10), ("007", 7), ("1048576", 1 << 20), ("9223372036854775807", Int.max),
            (String(repeating: "0", count: 100) + "5", 5),
        ]
    )
    func digitsAreParsed(_ text: String, _ length: Int) throws {
        #expect(try read(text) == .bytes(length))
    }

    @Test(
        "Any other text is malformed",
        arguments: [
            "-1", "+5", " 5", "5 ", "5\n", "5\r\n", "\t5", "1,000", "5,5", "5;5", "0x10", "1e3", "5.0", "५", "five",
            "9223372036854775808", "18446744073709551616", "99999999999999999999", "18446744073709551621", "-", "/",
            ":",
        ]
    )
    func otherTextsAreMalformed(_ text: String) throws {
        #expect(try read(text) == .malformed)
    }
}
