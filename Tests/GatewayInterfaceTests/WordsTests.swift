import Testing

@testable import GatewayInterface

/// Bytes are read eight at a time. Each length and each place of a byte is tested: in a whole word, in the last word, which
/// may overlap another one, and in a text that is shorter than a word.
@Suite("Reading eight bytes at a time finds what reading one at a time finds")
struct WordsTests {
    private static let longest = 40

    // The macros take no spans.
    private func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool { left.span.isEqual(to: right.span) }
    private func areEqual(_ name: ParameterName, _ bytes: [UInt8]) -> Bool { name.isEqual(to: bytes.span) }
    private func contains(_ bytes: [UInt8], _ byte: UInt8) -> Bool { bytes.span.contains(byte) }
    private func isASCII(_ bytes: [UInt8]) -> Bool { bytes.span.isASCII }

    @Test("Two texts are equal only if no byte differs", arguments: 0...longest)
    func equality(length: Int) {
        let bytes = (0..<length).map { UInt8(truncatingIfNeeded: 0x41 + $0) }
        #expect(areEqual(bytes, Array(bytes)))
        #expect(!areEqual(bytes, bytes + [0]))
        for index in bytes.indices {
            for bit in 0..<8 {
                var other = bytes
                other[index] ^= 1 << UInt8(bit)
                #expect(!areEqual(bytes, other), "byte \(index), bit \(bit)")
            }
        }
    }

    @Test("A byte is found at each place, and none that only resembles it", arguments: 0...longest)
    func search(length: Int) {
        for wanted: UInt8 in [0, 0x3D, 0x7F, 0x80, 0xFF] {
            // Neighbours of the byte, because a borrow or a carry would take them for it.
            for filling in [wanted &- 1, wanted &+ 1, wanted ^ 0x80, wanted ^ 1] {
                let bytes = Array(repeating: filling, count: length)
                #expect(!contains(bytes, wanted))
                for index in bytes.indices {
                    var other = bytes
                    other[index] = wanted
                    #expect(contains(other, wanted), "byte \(index)")
                }
            }
        }
    }

    @Test("A text is ASCII only if no byte has the highest bit", arguments: 0...longest)
    func ascii(length: Int) {
        let bytes = Array(repeating: UInt8(0x7F), count: length)
        #expect(isASCII(bytes))
        for index in bytes.indices {
            var other = bytes
            other[index] = 0x80
            #expect(!isASCII(other), "byte \(index)")
        }
    }

    @Test(
        "A name that is ready to be looked up equals its own bytes only",
        arguments: [
            ("A", ParameterName("A")), ("ABCDEFG", ParameterName("ABCDEFG")), ("ABCDEFGH", ParameterName("ABCDEFGH")),
            ("ABCDEFGHI", ParameterName("ABCDEFGHI")), ("ABCDEFGHIJKLMNOP", ParameterName("ABCDEFGHIJKLMNOP")),
            ("ABCDEFGHIJKLMNOPQ", ParameterName("ABCDEFGHIJKLMNOPQ")),
            ("ABCDEFGHIJKLMNOPQRSTUVWX", ParameterName("ABCDEFGHIJKLMNOPQRSTUVWX")),
            ("ABCDEFGHIJKLMNOPQRSTUVWXY", ParameterName("ABCDEFGHIJKLMNOPQRSTUVWXY")),
            ("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", ParameterName("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345")),
        ]
    )
    func names(text: String, name: ParameterName) {
        let bytes = Array(text.utf8)
        #expect(areEqual(name, bytes))
        #expect(!areEqual(name, Array(bytes.dropLast())))
        #expect(!areEqual(name, bytes + [0x41]))
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 0x20
            #expect(!areEqual(name, other), "byte \(index)")
        }
    }
}
