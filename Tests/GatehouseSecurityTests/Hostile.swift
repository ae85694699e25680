#if Security
    /// Changed texts for the tests of parsers.
    enum Hostile {
        /// Texts that differ from a text by one byte: replaced, removed, doubled or inserted; and all its beginnings.
        ///
        /// Bytes that are not UTF-8 become U+FFFD, as in text of a client.
        static func variants(of text: String) -> [String] {
            let bytes = Array(text.utf8)
            let others: [UInt8] = Array("\0 $=,;.-_+/AZaz059\n".utf8) + [0x80, 0xFF]
            var variants: [[UInt8]] = []
            for index in bytes.indices {
                for bit in 0..<8 {
                    var flipped = bytes
                    flipped[index] ^= 1 << UInt8(bit)
                    variants.append(flipped)
                }
                for byte in others {
                    variants.append(bytes[..<index] + [byte] + bytes[index...])
                    if bytes[index] != byte { variants.append(bytes[..<index] + [byte] + bytes[(index + 1)...]) }
                }
                variants.append(Array(bytes[..<index]))
                variants.append(Array(bytes[..<index]) + bytes[(index + 1)...])
                variants.append(Array(bytes[...index]) + bytes[index...])
            }
            return variants.map { String(decoding: $0, as: UTF8.self) }
        }
    }
#endif
