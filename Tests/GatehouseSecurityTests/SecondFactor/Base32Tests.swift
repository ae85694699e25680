#if Security
    @testable import GatehouseSecurity
    import Testing

    /// Base32 in both alphabets.
    @Suite
    struct Base32Tests {
        /// RFC 4648, section 10.
        @Test(arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ])
        func vectorsOfTheRFC(bytes: String, text: String) {
            #expect(Base32.standard.encode(Array(bytes.utf8)) == text)
            #expect(Base32.standard.decode(text.utf8) == Array(bytes.utf8))
            #expect(Base32.standard.decode(text.lowercased().utf8) == Array(bytes.utf8))
        }

        @Test(arguments: [
            "M", "MZX", "MZXW6Y", "MZ", "MZXR", "MY======", "M1", "M0", "M8", "MY ", "MY\n", "M\u{DD}", "M\0",
            "\u{FF2D}Y",
        ])
        func otherTextsAreInvalid(text: String) {
            #expect(Base32.standard.decode(text.utf8) == nil)
        }

        @Test
        func eachByteStringHasOneText() {
            for length in 0...20 {
                for _ in 0..<20 {
                    let bytes = (0..<length).map { _ in UInt8.random(in: 0...255) }
                    for base32 in [Base32.standard, .legible] {
                        let text = base32.encode(bytes)
                        #expect(base32.decode(text.utf8) == bytes)
                        #expect(base32.decode(text.uppercased().utf8) == bytes)
                    }
                }
            }
            for text in Hostile.variants(of: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") {
                guard let bytes = Base32.standard.decode(text.utf8) else { continue }
                #expect(Array(Base32.standard.encode(bytes).utf8) == Array(text.uppercased().utf8))
            }
        }

        @Test
        func lettersThatLookLikeDigitsAreRead() {
            #expect(Base32.legible.decode("oO0iIlL1".utf8) == Base32.legible.decode("00011111".utf8))
            #expect(Base32.legible.decode("uuuuuuuu".utf8) == nil)
        }
    }
#endif
