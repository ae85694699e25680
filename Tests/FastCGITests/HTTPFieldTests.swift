import FastCGI
import Testing

@Suite("Fields from texts that come from elsewhere")
struct HTTPFieldTests {
    /// Breaks if one is mended in silence, or the error does not say which field it was.
    @Test("CR, LF and NUL in a value are refused by the field's name", arguments: ["\r", "\n", "\0", "\r\n"])
    func lineBreaks(_ text: String) throws {
        for value in ["a\(text)Set-Cookie: b=c", text, "a\(text)", "\(text)a"] {
            let error = try #require(throws: FastCGIError.self) { try HTTPField(validating: "X-Note", value) }
            #expect(error.code == .invalidResponse)
            #expect(error.message == "the field X-Note holds a line break or a NUL")
        }
    }

    @Test(
        "Other control characters, and white space at an end, are refused",
        arguments: ["\u{1}", "a\u{7F}", " a", "a\t"])
    func control(_ value: String) throws {
        let error = try #require(throws: FastCGIError.self) { try HTTPField(validating: "X-Note", value) }
        #expect(error.code == .invalidResponse)
        #expect(error.message.contains("X-Note"))
        #expect(!error.message.utf8.contains { $0 < 0x20 || $0 == 0x7F })
    }

    @Test("A name that is no token is refused", arguments: ["", "X Note", "X:", "X-Note\r\nSet-Cookie", "Ä"])
    func names(_ name: String) throws {
        let error = try #require(throws: FastCGIError.self) { try HTTPField(validating: name, "a") }
        #expect(error.code == .invalidResponse)
        #expect(error.message.hasSuffix(" is no name of a header field"))
        #expect(!error.message.utf8.contains { $0 < 0x20 || $0 >= 0x7F })
    }

    @Test("What is in order stays as it is", arguments: ["", "a", "a b\tc", "ä €", "x=1; y=\"2\""])
    func valid(_ value: String) throws {
        let field = try HTTPField(validating: "X-Note", value)
        #expect(field.name.rawName == "X-Note")
        #expect(Array(field.value.utf8) == Array(value.utf8))
    }
}
