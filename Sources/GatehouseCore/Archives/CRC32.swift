/// The checksum of ZIP archives (ISO/IEC 21320, polynomial 0xEDB88320), eight bytes at a time.
struct CRC32 {
    private var state: UInt32 = .max

    /// The checksum of the bytes so far.
    var value: UInt32 { ~state }

    /// Table `n` has the checksums of each byte that `n` zeros follow, one table after the other.
    private static let tables: [UInt32] = {
        var tables: [UInt32] = []
        for byte in 0..<256 as Range<UInt32> {
            var crc = byte
            for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB8_8320 }
            tables.append(crc)
        }
        for index in 256..<2048 {
            let crc = tables[index - 256]
            tables.append((crc >> 8) ^ tables[Int(crc & 0xFF)])
        }
        return tables
    }()

    mutating func update(_ bytes: [UInt8]) {
        let (table, span) = (Self.tables.span, bytes.span)
        var crc = state
        var index = 0
        while index + 8 <= span.count {
            // The bytes of the checksum are combined with the next four.
            crc ^= UInt32(span[index])
            crc ^= UInt32(span[index + 1]) << 8
            crc ^= UInt32(span[index + 2]) << 16
            crc ^= UInt32(span[index + 3]) << 24
            let (first, second) = (table[1792 + Int(crc & 0xFF)], table[1536 + Int((crc >> 8) & 0xFF)])
            let (third, fourth) = (table[1280 + Int((crc >> 16) & 0xFF)], table[1024 + Int(crc >> 24)])
            let (fifth, sixth) = (table[768 + Int(span[index + 4])], table[512 + Int(span[index + 5])])
            let (seventh, eighth) = (table[256 + Int(span[index + 6])], table[Int(span[index + 7])])
            crc = (first ^ second ^ third ^ fourth) ^ (fifth ^ sixth ^ seventh ^ eighth)
            index += 8
        }
        while index < span.count {
            crc = (crc >> 8) ^ table[Int((crc ^ UInt32(span[index])) & 0xFF)]
            index += 1
        }
        state = crc
    }
}
