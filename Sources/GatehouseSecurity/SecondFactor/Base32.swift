#if Security
    internal import GatewayInterface

    /// Base32 without padding: five bits in each character.
    struct Base32 {
        private let alphabet: [UInt8]
        /// The value of each byte; 255 for a byte outside the alphabet.
        private let values: [UInt8]

        /// RFC 4648, section 6, which authenticator apps expect.
        static let standard = Base32("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", sameAs: [:])

        /// Douglas Crockford's alphabet in lower case, for people: "o" reads as 0, "i" and "l" read as 1.
        static let legible = Base32("0123456789abcdefghjkmnpqrstvwxyz", sameAs: ["o": "0", "i": "1", "l": "1"])

        private init(_ alphabet: String, sameAs others: [Character: Character]) {
            self.alphabet = Array(alphabet.utf8)
            var values = [UInt8](repeating: 255, count: 256)
            func set(_ character: UInt8, _ value: UInt8) {
                values[Int(character)] = value
                // Letters are read in both cases.
                if character.isASCIILetter { values[Int(character ^ 0x20)] = value }
            }
            for (value, character) in self.alphabet.enumerated() { set(character, UInt8(value)) }
            for (character, meant) in others {
                if let character = character.asciiValue, let meant = meant.asciiValue {
                    set(character, values[Int(meant)])
                }
            }
            self.values = values
        }

        func encode(_ bytes: [UInt8]) -> String {
            var text: [UInt8] = []
            var bits: UInt32 = 0
            var count: UInt32 = 0
            for byte in bytes {
                bits = bits << 8 | UInt32(byte)
                count += 8
                while count >= 5 {
                    count -= 5
                    text.append(alphabet[Int(bits >> count & 31)])
                }
            }
            if count > 0 { text.append(alphabet[Int(bits << (5 - count) & 31)]) }
            return String(decoding: text, as: UTF8.self)
        }

        /// The bytes of a text in any case; `nil` for another character, a surplus character or bits after the last byte.
        func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
            var bytes: [UInt8] = []
            var bits: UInt32 = 0
            var count: UInt32 = 0
            for character in text {
                let value = values[Int(character)]
                guard value != 255 else { return nil }
                bits = bits << 5 | UInt32(value)
                count += 5
                guard count >= 8 else { continue }
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
            guard count < 5, bits & (1 << count - 1) == 0 else { return nil }
            return bytes
        }
    }
#endif
