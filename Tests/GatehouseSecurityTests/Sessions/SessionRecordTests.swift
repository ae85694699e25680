#if Security
    import GatehouseCore
    import Testing

    @testable import GatehouseSecurity

    @Suite("The record of a session", .timeLimit(.minutes(5)))
    struct SessionRecordTests {
        static let id = SessionID(hashing: [1, 2, 3])

        /// A session with random values.
        static func random(using generator: inout SystemRandomNumberGenerator) -> Session {
            func moment() -> Timestamp {
                Timestamp(secondsSince1970: Int64.random(in: 0...253_402_300_799, using: &generator))
            }
            func text(_ lengths: ClosedRange<Int>) -> String {
                let count = Int.random(in: lengths, using: &generator)
                let letters = Array("aZ0 \u{7F}\n\"\0".utf8)
                return String(decoding: (0..<count).map { _ in letters.randomElement() ?? 0 }, as: UTF8.self)
            }
            return Session(
                id: id, signIn: SessionID(hashing: [UInt8.random(in: 0...255)]), userID: text(1...256),
                created: moment(), lastUsed: Timestamp(secondsSince1970: 7),
                passwordAt: Bool.random() ? moment() : nil, secondFactorAt: Bool.random() ? moment() : nil,
                generation: Int64.random(in: .min ... .max), userAgent: text(0...200),
                address: Bool.random() ? text(0...64) : nil,
                data: (0..<Int.random(in: 0...4096)).map { _ in UInt8.random(in: 0...255) })
        }

        private static func read(_ contents: [UInt8]) -> Session? {
            try? Session(id: id, contents: contents, lastUsed: Timestamp(secondsSince1970: 7))
        }

        @Test("A session is read back as it was written")
        func sessionIsReadBack() {
            var generator = SystemRandomNumberGenerator()
            for _ in 0..<1000 {
                let session = Self.random(using: &generator)
                let contents = session.contents
                #expect(contents.count <= Session.longestRecord)
                #expect(Self.read(contents) == session)
            }
        }

        /// The format is stored, so it must not change by accident.
        @Test("The format has these bytes")
        func formatIsStable() {
            let session = Session(
                id: Self.id, signIn: Self.id, userID: "u1", created: Timestamp(secondsSince1970: 256),
                lastUsed: Timestamp(secondsSince1970: 7), passwordAt: Timestamp(secondsSince1970: 1),
                secondFactorAt: nil, generation: -1, userAgent: "F", address: "::1", data: [9])
            // printf '\1\2\3' | sha256sum
            let hash = "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"
            #expect(Self.id.text == hash)
            #expect(SessionID(hash) == Self.id)
            let expected =
                [1, 1 | 4] + Self.id.bytes + [0, 0, 0, 0, 0, 0, 1, 0] + Array(repeating: 255, count: 8)
                + [0, 0, 0, 0, 0, 0, 0, 1] + [0, 2] + Array("u1".utf8) + [0, 1] + Array("F".utf8)
                + [0, 3] + Array("::1".utf8) + [0, 1, 9]
            #expect(session.contents == expected)
            #expect(Self.read(expected) == session)
        }

        @Test("A truncated record and one with more bytes are damaged")
        func otherLengthsAreDamaged() {
            var generator = SystemRandomNumberGenerator()
            for _ in 0..<50 {
                let contents = Self.random(using: &generator).contents
                for length in 0..<contents.count where length < 700 || length % 97 == 0 {
                    #expect(Self.read(Array(contents[..<length])) == nil)
                }
                for extra in 1...3 { #expect(Self.read(contents + Array(repeating: 0, count: extra)) == nil) }
            }
            #expect(Self.read(Array(repeating: 0, count: 4096)) == nil)
        }

        /// Two records of one session would make "replace if unchanged" unreliable.
        @Test("Every record that is read has exactly the bytes that would be written")
        func recordsAreUnique() {
            var generator = SystemRandomNumberGenerator()
            for _ in 0..<200 {
                let contents = Self.random(using: &generator).contents
                for _ in 0..<100 {
                    var changed = contents
                    for _ in 0..<Int.random(in: 1...3) {
                        let place = Int.random(in: 0..<min(changed.count, 400))
                        changed[place] ^= 1 << UInt8.random(in: 0..<8)
                    }
                    if let session = Self.read(changed) { #expect(session.contents == changed) }
                }
                let noise = (0..<Int.random(in: 0...600)).map { _ in UInt8.random(in: 0...255, using: &generator) }
                if let session = Self.read([1, UInt8.random(in: 0..<8)] + noise) {
                    #expect(session.contents.count == noise.count + 2)
                }
            }
        }

        @Test("Invalid values are damaged: version, flags, moments, lengths, UTF-8")
        func invalidValuesAreDamaged() {
            let valid = Session(
                id: Self.id, signIn: Self.id, userID: "u1", created: Timestamp(secondsSince1970: 256),
                lastUsed: Timestamp(secondsSince1970: 7), passwordAt: nil, secondFactorAt: nil, generation: 0,
                userAgent: "F", address: nil, data: []
            ).contents
            #expect(Self.read(valid) != nil)
            for (place, value) in [
                (0, 0), (0, 2), (1, 8), (1, 128), (34, 0x80), (34, 0x7F), (50, 1), (51, 0), (52, 0xFF),
            ]
                as [(Int, UInt8)]
            {
                var changed = valid
                changed[place] = value
                #expect(Self.read(changed) == nil, "\(place)")
            }
            for moment in [-1, Int64.min, Int64.max] {
                let lastUsed = Timestamp(secondsSince1970: moment)
                #expect(throws: SessionError.self) {
                    try Session(id: Self.id, contents: valid, lastUsed: lastUsed)
                }
            }
        }

        @Test("Only 64 lowercase hexadecimal digits are an identifier")
        func identifiersAreStrict() {
            let text = Self.id.text
            for wrong in [
                "", String(text.dropLast()), text + "0", text.uppercased(), "../" + text.dropFirst(3),
                "g" + text.dropFirst(), "\u{FF10}" + text.dropFirst(),
            ] {
                #expect(SessionID(wrong) == nil)
            }
            #expect(Self.id.path == text.prefix(2) + "/" + text.dropFirst(2))
            #expect(Self.id.description == text.prefix(16))
        }
    }
#endif
