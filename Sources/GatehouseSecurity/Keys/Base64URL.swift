#if Security
    /// Base64 with the URL-safe alphabet and without padding (RFC 4648, section 5).
    package enum Base64URL {
        private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        private static let values = values(of: alphabet)

        /// The value of each character of an alphabet; 255 for those outside it.
        static func values(of alphabet: [UInt8]) -> [UInt8] {
            var values = [UInt8](repeating: 255, count: 256)
            for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
            return values
        }

        /// The text of some bytes.
        package static func encode(_ bytes: some Sequence<UInt8>) -> String {
            var text: [UInt8] = []
            var bits: UInt32 = 0
            var count: UInt32 = 0
            for byte in bytes {
                bits = bits << 8 | UInt32(byte)
                count += 8
                while count >= 6 {
                    count -= 6
                    text.append(alphabet[Int(bits >> count & 63)])
                }
            }
            if count > 0 { text.append(alphabet[Int(bits << (6 - count) & 63)]) }
            return String(decoding: text, as: UTF8.self)
        }

        /// The bytes of a text; `nil` unless the text is the encoding of these bytes.
        package static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? { decode(text, values) }

        /// Decodes a text in the alphabet that the values describe.
        static func decode(_ text: some Sequence<UInt8>, _ values: [UInt8]) -> [UInt8]? {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.underestimatedCount)
            var bits: UInt32 = 0
            var count: UInt32 = 0
            for character in text {
                let value = values[Int(character)]
                guard value != 255 else { return nil }
                bits = bits << 6 | UInt32(value)
                count += 6
                guard count >= 8 else { continue }
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
            // A whole character without a byte, or bits after the last byte, would be a second encoding.
            guard count < 6, bits & (1 << count - 1) == 0 else { return nil }
            return bytes
        }
    }
#endif
