import Testing

@testable import GatehouseCore

@Suite("MultipartParser with generated bodies")
struct MultipartPropertyTests {
    /// Bytes that resemble delimiters.
    private func content(_ generator: inout SeededGenerator) -> [UInt8] {
        let pieces = ["\r", "\n", "\r\n", "--", "\r\n--", "\r\n------b", "------b0", "\r\n------B0", "a", "\u{0}", "="]
        return (0..<Int.random(in: 0...6, using: &generator)).flatMap { _ in
            Array((pieces.randomElement(using: &generator) ?? "").utf8)
        }
    }

    /// The same content without a boundary after a line end.
    private func withoutBoundaries(_ content: [UInt8]) -> [UInt8] {
        var content = content
        for index in content.indices where content[index] == 0x0A || content[index] == 0x0D {
            if content[(index + 1)...].starts(with: "------b0".utf8) { content[index] = 0x61 }
        }
        return content
    }

    private func body(_ generator: inout SeededGenerator) -> (bytes: [UInt8], parts: [Multipart.Read]) {
        var parts: [Multipart.Read] = []
        var bytes: [UInt8] = []
        for index in 0..<Int.random(in: 0...3, using: &generator) {
            let isFile = Bool.random(using: &generator)
            let name = ["a\"\(index)", "n", "\u{E9} %", "--b0"].randomElement(using: &generator) ?? ""
            var content = withoutBoundaries(content(&generator))
            // Directly after a header other parsers would find a delimiter.
            if content.starts(with: Array("------b0".utf8)) { content.removeFirst() }
            // The last bytes must not combine with the bytes that follow.
            bytes += Multipart.part(name, content, fileName: isFile ? "f\(index)" : nil)
            parts.append(.init(name: name, fileName: isFile ? "f\(index)" : nil, contentType: nil, content: content))
        }
        return (bytes + Multipart.end, parts)
    }

    @Test("Encoded parts are parsed from two pieces, cut anywhere, and byte by byte")
    func encodedPartsParseInAnyPieces() {
        var generator = SeededGenerator(seed: propertySeed)
        for _ in 0..<60 {
            let (bytes, parts) = body(&generator)
            let expected = Result<[Multipart.Read], HTTPError>.success(parts).outcome
            #expect(Multipart.read(bytes.map { [$0] }).outcome == expected)
            for cut in 0...bytes.count {
                let result = Multipart.read([bytes[..<cut], bytes[cut...]]).outcome
                #expect(result == expected, "cut at \(cut)")
            }
        }
    }

    @Test("A damaged body gives the same error in any pieces")
    func damagedBodiesFailInAnyPieces() {
        var generator = SeededGenerator(seed: propertySeed)
        for _ in 0..<400 {
            var (bytes, _) = body(&generator)
            switch Int.random(in: 0...2, using: &generator) {
            case 0: bytes.remove(at: Int.random(in: 0..<bytes.count, using: &generator))
            case 1:
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            default:
                bytes.insert(contentsOf: content(&generator), at: Int.random(in: 0..<bytes.count, using: &generator))
            }
            let limits = MultipartLimits(fields: 2, fieldBytes: 12, allFieldBytes: 16, headerBytes: 100, nameBytes: 3)
            let whole = Multipart.read([bytes], limits: limits).outcome
            #expect(Multipart.read(bytes.map { [$0] }, limits: limits).outcome == whole)
            for _ in 0..<10 {
                let cut = Int.random(in: 0...bytes.count, using: &generator)
                #expect(Multipart.read([bytes[..<cut], bytes[cut...]], limits: limits).outcome == whole)
            }
        }
    }
}
