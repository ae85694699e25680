#if Security
    import Gatehouse
    @testable import GatehouseSecurity
    import Testing

    /// The text of a password, and that nothing shows it.
    @Suite
    struct PasswordTests {
        @Test(arguments: [
            // One letter and a mark; Hangul; a letter that is always decomposed; a letter with a canonical equivalent.
            ("e\u{301}", [0xC3, 0xA9]), ("\u{1100}\u{1161}\u{11A8}", [0xEA, 0xB0, 0x81]),
            ("\u{958}", [0xE0, 0xA4, 0x95, 0xE0, 0xA4, 0xBC]), ("\u{212B}", [0xC3, 0x85]),
            // Two marks in another order.
            ("q\u{307}\u{323}", [0x71, 0xCC, 0xA3, 0xCC, 0x87]),
            // Neither case nor spaces nor compatibility characters change.
            (" A\u{A0}\u{FB01}\0", [0x20, 0x41, 0xC2, 0xA0, 0xEF, 0xAC, 0x81, 0]),
        ])
        func textIsNormalizedToNFC(text: String, bytes: [UInt8]) {
            #expect(Password(text).bytes == bytes)
        }

        @Test
        func nothingPrintsIt() {
            struct Form {
                let name: String
                let password: Password
            }
            let password = Password("correct horse")
            var texts = [
                "\(password)", String(describing: password), String(reflecting: password), "\([password])",
                "\(Form(name: "ada", password: password))", "\(Optional(password) as Any)", "\(["a": password])",
            ]
            for value in [password, Form(name: "ada", password: password), [password]] as [Any] {
                var dumped = ""
                dump(value, to: &dumped)
                texts.append(dumped)
            }
            for text in texts {
                #expect(!text.contains("correct"))
                #expect(!text.contains("99, 111"), "the bytes of the password")
            }
            #expect(!(password as Any is any Encodable))
        }

        @Test
        func fieldOfAFormDecodes() throws {
            struct Form: Decodable {
                let password: Password
            }
            let fields = try Fields("password=%C3%A9+x".utf8)
            #expect(try fields.decoded(as: Form.self).password.text == "\u{E9} x")
        }
    }
#endif
