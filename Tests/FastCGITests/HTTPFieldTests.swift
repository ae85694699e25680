import FastCGI
import Testing

@Suite("Validated header fields")
struct HTTPFieldTests {
    /// Breaks if a value is repaired silently, or the error does not name the field.
    @Test(
        "CR, LF and NUL in a value are refused, and the error names the field", arguments: ["\r", "\n", "\0", "\r\n"])
    func lineBreaksInValueAreRefused(_ text: String) throws {
        for value in ["a\(text)Set-Cookie: b=c", text, "a\(text)", "\(text)a"] {
            let error = try #require(throws: FastCGIError.self) { try HTTPField(validating: "X-Note", value) }
            #expect(error.code == .invalidResponse)
            #expect(error.message == "the field X-Note contains a line break or a NUL")
        }
    }

    @Test(
        "Other control characters and surrounding white space are refused",
        arguments: ["\u{1}", "a\u{7F}", " a", "a\t"])
    func controlCharactersAreRefused(_ value: String) throws {
        let error = try #require(throws: FastCGIError.self) { try HTTPField(validating: "X-Note", value) }
        #expect(error.code == .invalidResponse)
        #expect(error.message.contains("X-Note"))
        #expect(!error.message.utf8.contains { $0 < 0x20 || $0 == 0x7F })
    }

    @Test("A name that is not a token is refused", arguments: ["", "X Note", "X:", "X-Note\r\nSet-Cookie", "Ä"])
    func invalidNameIsRefused(_ name: String) throws {
        let error = try #require(throws: FastCGIError.self) { try HTTPField(validating: name, "a") }
        #expect(error.code == .invalidResponse)
        #expect(error.message.hasPrefix("invalid header field name \""))
        #expect(!error.message.utf8.contains { $0 < 0x20 || $0 >= 0x7F })
    }

    @Test("A valid value stays unchanged", arguments: ["", "a", "a b\tc", "ä €", "x=1; y=\"2\""])
    func validValueStaysUnchanged(_ value: String) throws {
        let field = try HTTPField(validating: "X-Note", value)
        #expect(field.name.rawName == "X-Note")
        #expect(Array(field.value.utf8) == Array(value.utf8))
    }
}
