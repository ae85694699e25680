#if Security
    import Crypto
    import GatehouseConfiguration
    import GatehouseSecurity
    import Testing

    /// Keys, and the values that they sign and seal.
    @Suite
    struct KeysTests {
        static let old = "8vXSdOAHXU6dDnpGcOn2eqfZ2A4gWqUMbOCDLaTeXNA="
        static let new = "vEbyJSKUjDMdJZTDWRmRgyRm5nDT1B5c6gx4bTQ4C2k="
        let now = Timestamp(secondsSince1970: 1_800_000_000)
        var later: Timestamp { now + .seconds(60) }

        static func keys(_ secrets: String...) throws -> Keys {
            try Keys(secrets.map { Secret($0) })
        }

        @Test(arguments: [
            [], [""], ["short"], [String(repeating: "ab", count: 32)], [String(repeating: "a", count: 44)],
            ["12345678901234567890123456789012"], [old, ""], [old, old], [new, old, new],
        ])
        func weakKeysAreRefused(secrets: [String]) {
            let error = #expect(throws: KeysError.self) { try Keys(secrets.map { Secret($0) }) }
            let text = error?.description ?? ""
            #expect(text.contains("openssl rand -base64"))
            #expect(!secrets.contains { !$0.isEmpty && text.contains($0) })
        }

        @Test
        func signedValueVerifies() throws {
            let keys = try Self.keys(Self.new, Self.old)
            for content in [[], Array("42".utf8), [UInt8](repeating: 0xFF, count: Keys.longestValue)] {
                let text = try keys.sign(content, for: Purpose("a"), expires: later)
                #expect(keys.verify(text, for: Purpose("a"), at: now) == content)
                #expect(text.utf8.allSatisfy { $0 == 0x2D || $0 == 0x5F || Base64URL.decode([$0, 0x41]) != nil })
            }
            let sealed = try keys.seal(Array("secret".utf8), for: Purpose("a"), expires: later)
            #expect(keys.open(sealed, for: Purpose("a"), at: now) == Array("secret".utf8))
            let bytes = try #require(Base64URL.decode(sealed.utf8))
            #expect(!String(decoding: bytes, as: UTF8.self).contains("secret"))
        }

        @Test
        func valueIsValidForOnePurposeAndOneUse() throws {
            let keys = try Self.keys(Self.new)
            let signed = try keys.sign([1], for: Purpose("a"), expires: later)
            let sealed = try keys.seal([1], for: Purpose("a"), expires: later)
            #expect(keys.verify(signed, for: Purpose("b"), at: now) == nil)
            #expect(keys.verify(signed, for: Purpose(library: "a"), at: now) == nil)
            #expect(keys.open(sealed, for: Purpose("b"), at: now) == nil)
            #expect(keys.verify(sealed, for: Purpose("a"), at: now) == nil)
            #expect(keys.open(signed, for: Purpose("a"), at: now) == nil)
            #expect(throws: ValueProblem.forged) { try keys.verified(signed, for: Purpose("b"), at: now) }
        }

        @Test
        func expiredValueIsAbsent() throws {
            let keys = try Self.keys(Self.new)
            let signed = try keys.sign([1], for: Purpose("a"), expires: later)
            let sealed = try keys.seal([1], for: Purpose("a"), expires: later)
            let last = Timestamp(secondsSince1970: later.secondsSince1970 - 1)
            #expect(keys.verify(signed, for: Purpose("a"), at: last) == [1])
            #expect(keys.open(sealed, for: Purpose("a"), at: last) == [1])
            #expect(throws: ValueProblem.expired) { try keys.verified(signed, for: Purpose("a"), at: later) }
            #expect(throws: ValueProblem.expired) { try keys.opened(sealed, for: Purpose("a"), at: later) }
        }

        @Test
        func flippedBitNeverVerifies() throws {
            let keys = try Self.keys(Self.new)
            let purpose = Purpose("a")
            let signed = try keys.sign(Array("content".utf8), for: purpose, expires: later)
            let sealed = try keys.seal(Array("content".utf8), for: purpose, expires: later)
            for (text, isSealed) in [(signed, false), (sealed, true)] {
                let bytes = Array(text.utf8)
                for index in bytes.indices {
                    for bit in 0..<8 {
                        var changed = bytes
                        changed[index] ^= 1 << bit
                        let text = String(decoding: changed, as: UTF8.self)
                        let content =
                            isSealed ? keys.open(text, for: purpose, at: now) : keys.verify(text, for: purpose, at: now)
                        #expect(content == nil, "byte \(index), bit \(bit)")
                    }
                }
                // Also in the bytes behind the text, where every bit counts.
                let raw = try #require(Base64URL.decode(bytes))
                for index in raw.indices {
                    for bit in 0..<8 {
                        var changed = raw
                        changed[index] ^= 1 << bit
                        let text = Base64URL.encode(changed)
                        #expect(keys.verify(text, for: purpose, at: now) == nil)
                        #expect(keys.open(text, for: purpose, at: now) == nil)
                    }
                }
            }
        }

        @Test
        func hostileTextIsAbsent() throws {
            let keys = try Self.keys(Self.new)
            let purpose = Purpose("a")
            let text = try keys.sign(Array("content".utf8), for: purpose, expires: later)
            var hostile = [
                "", " ", "=", "\0", "é", "AQ", String(repeating: "A", count: 8192), text + "=", text + " ", " " + text,
                text + text, text + "A", String(repeating: "e\u{301}", count: 4096),
            ]
            hostile += (0..<text.utf8.count).map { String(text.prefix($0)) }
            for value in hostile {
                #expect(throws: ValueProblem.self) { try keys.verified(value, for: purpose, at: now) }
                #expect(throws: ValueProblem.self) { try keys.opened(value, for: purpose, at: now) }
            }
        }

        @Test
        func rotationInTwoStepsLosesNothing() throws {
            let purpose = Purpose("a")
            let before = try Self.keys(Self.old)
            let first = try Self.keys(Self.old, Self.new)
            let second = try Self.keys(Self.new, Self.old)
            let after = try Self.keys(Self.new)
            // Processes of both states run at the same time during each step.
            for (signing, verifying) in [(before, first), (first, before), (first, second), (second, first)] {
                let signed = try signing.sign([7], for: purpose, expires: later)
                let sealed = try signing.seal([7], for: purpose, expires: later)
                #expect(verifying.verify(signed, for: purpose, at: now) == [7])
                #expect(verifying.open(sealed, for: purpose, at: now) == [7])
            }
            let old = try before.sign([7], for: purpose, expires: later)
            #expect(throws: ValueProblem.unknownKey) { try after.verified(old, for: purpose, at: now) }
        }

        @Test
        func codableValues() throws {
            struct Order: Codable, Equatable { var number: Int }
            let keys = try Self.keys(Self.new)
            let signed = try keys.sign(encoding: Order(number: 7), for: Purpose("a"), expires: later)
            #expect(keys.verify(signed, decoding: Order.self, for: Purpose("a"), at: now) == Order(number: 7))
            let other = try keys.sign(encoding: ["text"], for: Purpose("a"), expires: later)
            #expect(keys.verify(other, decoding: Order.self, for: Purpose("a"), at: now) == nil)
            let sealed = try keys.seal(encoding: Order(number: 7), for: Purpose("a"), expires: later)
            #expect(keys.open(sealed, decoding: Order.self, for: Purpose("a"), at: now) == Order(number: 7))
            #expect(throws: ValueError.self) {
                try keys.sign([UInt8](repeating: 0, count: Keys.longestValue + 1), for: Purpose("a"), expires: later)
            }
        }

        /// RFC 5869, appendix A, test cases 1 and 3: that the library computes HKDF as the format needs it.
        @Test
        func extractAndExpand() {
            let key = SymmetricKey(data: [UInt8](repeating: 0x0B, count: 22))
            let first = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: key, salt: Array(UInt8(0)...12), info: Array(UInt8(0xF0)...0xF9), outputByteCount: 42)
            let third = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: key, salt: [UInt8](), info: [UInt8](), outputByteCount: 42)
            let expected = [
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
            ]
            for (key, hex) in zip([first, third], expected) {
                #expect(key == SymmetricKey(data: Self.bytes(hex)))
            }
        }

        static func bytes(_ hex: String) -> [UInt8] {
            let digits = hex.utf8.map { $0 < 0x3A ? $0 - 0x30 : $0 - 0x57 }
            return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        }
    }
#endif
