import Testing

@testable import GatehouseCore

@Suite("The checksum of ZIP archives")
struct CRC32Tests {
    @Test("It has the published check value")
    func checkValue() {
        var checksum = CRC32()
        checksum.update(Array("123456789".utf8))
        #expect(checksum.value == 0xCBF4_3926)
        #expect(CRC32().value == 0)
    }

    @Test("Pieces of any length give the checksum of the whole, which a slow calculation confirms")
    func pieces() {
        let bytes = (0..<1000).map { (index: Int) -> UInt8 in UInt8(truncatingIfNeeded: index &* index &+ (index >> 3))
        }
        var slow = UInt32.max
        for byte in bytes {
            slow ^= UInt32(byte)
            for _ in 0..<8 { slow = slow & 1 == 0 ? slow >> 1 : (slow >> 1) ^ 0xEDB8_8320 }
        }
        slow = ~slow
        for length in [1, 3, 7, 8, 9, 64, 999, 1000] {
            var checksum = CRC32()
            var rest = bytes[...]
            while !rest.isEmpty {
                checksum.update(Array(rest.prefix(length)))
                rest = rest.dropFirst(length)
            }
            #expect(checksum.value == slow)
        }
    }
}
