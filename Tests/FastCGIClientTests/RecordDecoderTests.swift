import FastCGIClient
import Testing

@Suite("Decoding records from a byte stream")
struct RecordDecoderTests {
    private static let records = [
        Record.beginRequest(requestID: 0x0A0B),
        Record(.parameters, content: [1, 2, 3, 4, 5], paddingLength: 3),
        Record(.parameters, paddingLength: 255),
        Record(.standardInput),
        Record(RecordKind(rawValue: 200), requestID: 65_535, content: Array(repeating: 0xFF, count: 300), version: 9),
    ]

    private func decode(_ pieces: [ArraySlice<UInt8>]) -> [Record] {
        var decoder = RecordDecoder()
        var records: [Record] = []
        for piece in pieces {
            decoder.append(piece)
            while let record = decoder.next() { records.append(record) }
        }
        #expect(!decoder.isInsideRecord)
        return records
    }

    @Test("Records are decoded from all bytes at once")
    func decodesAllBytesAtOnce() {
        #expect(decode([Self.records.flatMap(\.bytes)[...]]) == Self.records)
    }

    @Test("Records are decoded byte by byte")
    func decodesByteByByte() {
        let bytes = Self.records.flatMap(\.bytes)
        #expect(decode(bytes.indices.map { bytes[$0...$0] }) == Self.records)
    }

    @Test("Records are decoded from two pieces, split at every byte")
    func decodesTwoPiecesAtEverySplit() {
        let bytes = Self.records.flatMap(\.bytes)
        for point in 0...bytes.count {
            #expect(decode([bytes[..<point], bytes[point...]]) == Self.records, "cut before byte \(point)")
        }
    }

    @Test("An incomplete record is not returned")
    func incompleteRecordIsNotReturned() {
        let bytes = Record(.standardOutput, content: [1, 2, 3], paddingLength: 2).bytes
        for point in 0..<bytes.count {
            var decoder = RecordDecoder()
            decoder.append(bytes[..<point])
            #expect(decoder.next() == nil, "\(point) of \(bytes.count) bytes")
            #expect(decoder.isInsideRecord == (point > 0))
        }
    }

    @Test("Extreme lengths are decoded", arguments: [0, 1, 255, 256, 65_534, 65_535], [0, 1, 255] as [UInt8])
    func decodesExtremeLengths(content: Int, padding: UInt8) {
        let record = Record(
            .standardOutput,
            content: (0..<content).map { UInt8(truncatingIfNeeded: $0) },
            paddingLength: padding
        )
        #expect(record.bytes.count == 8 + content + Int(padding))
        #expect(decode([record.bytes[...]]) == [record])
    }
}
