import FastCGIClient
import Testing

@Suite("Name-value pairs")
struct NameValuePairsTests {
    private static let lengths = [0, 1, 126, 127, 128, 129, 255, 256, 65_535, 65_536]

    private func isEqual(_ left: [(name: String, value: String)]?, _ right: [(name: String, value: String)]) -> Bool {
        guard let left else { return false }
        return left.map(\.name) == right.map(\.name) && left.map(\.value) == right.map(\.value)
    }

    @Test("A length up to 127 takes one byte, a longer one takes four with the top bit set")
    func lengthsTakeOneOrFourBytes() {
        #expect(NameValuePairs.encode([(name: "AB", value: "c")]) == [2, 1, 0x41, 0x42, 0x63])
        #expect(NameValuePairs.encode([(name: "", value: "")]) == [0, 0])
        #expect(NameValuePairs.encode([]).isEmpty)
        let cases: [(Int, [UInt8])] = [
            (127, [127]), (128, [0x80, 0, 0, 128]), (256, [0x80, 0, 1, 0]), (65_536, [0x80, 1, 0, 0]),
        ]
        for (length, expected) in cases {
            let text = String(repeating: "x", count: length)
            #expect(
                Array(NameValuePairs.encode([(name: "", value: text)]).prefix(1 + expected.count)) == [0] + expected)
            #expect(
                Array(NameValuePairs.encode([(name: text, value: "")]).prefix(expected.count + 1)) == expected + [0])
        }
    }

    @Test("Encoded pairs decode to themselves at every boundary of the lengths", arguments: lengths, lengths)
    func encodedPairsDecodeToThemselves(name: Int, value: Int) {
        let pairs = [
            (name: String(repeating: "n", count: name), value: String(repeating: "v", count: value)),
            (name: "LAST", value: "ä"),
        ]
        #expect(isEqual(NameValuePairs.decode(NameValuePairs.encode(pairs)), pairs))
    }

    @Test("Bytes that end inside a pair are refused")
    func truncatedPairsAreRefused() {
        let pairs = [
            (name: "A", value: "1"), (name: "LONG", value: String(repeating: "v", count: 128)),
            (name: String(repeating: "n", count: 200), value: ""), (name: "", value: ""),
        ]
        let bytes = NameValuePairs.encode(pairs)
        let ends = pairs.indices.map { NameValuePairs.encode(pairs[...$0]).count }
        for point in 1...bytes.count {
            let decoded = NameValuePairs.decode(Array(bytes[..<point]))
            if let index = ends.firstIndex(of: point) {
                #expect(isEqual(decoded, Array(pairs[...index])), "\(point) bytes end a pair")
            } else {
                #expect(decoded == nil, "\(point) bytes end inside a pair")
            }
        }
    }

    @Test("Lengths of two gigabytes are refused")
    func hugeLengthsAreRefused() {
        #expect(NameValuePairs.decode([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x41]) == nil)
        #expect(NameValuePairs.decode([0xFF, 0xFF, 0xFF, 0xFF]) == nil)
    }
}
