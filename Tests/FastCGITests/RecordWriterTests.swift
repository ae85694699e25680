import Glibc
import Testing

@testable import FastCGI

/// Head and body of a large response as records, on a socket that is read at the same time.
@Suite("Records that are written past libfcgi", .timeLimit(.minutes(5)))
struct RecordWriterTests {
    /// Both ends of a connection.
    private func pair() throws -> (CInt, CInt) {
        var ends: [CInt] = [-1, -1]
        // socketpair(2) fills the two elements.
        _ = try systemCall("socketpair") {
            unsafe ends.withUnsafeMutableBufferPointer {
                unsafe socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, $0.baseAddress)
            }
        }
        return (ends[0], ends[1])
    }

    /// The bytes that arrive for a head and a body.
    private func written(_ head: [UInt8], _ body: [UInt8], _ requestID: UInt16) throws -> [UInt8] {
        let (near, far) = try pair()
        try Thread.start {
            // Closed at the end, so that the reader sees the end.
            let connection = Descriptor(adopting: near)
            try? RecordWriter.write(head: head, body, requestID: requestID, to: connection)
        }
        let connection = Descriptor(adopting: far)
        var bytes: [UInt8] = []
        while true {
            let piece = try connection.read(upTo: 1 << 20)
            if piece.isEmpty { return bytes }
            bytes += piece
        }
    }

    /// Breaks if a byte is missing or sent twice, or if a record is longer than its header says. More than 512 records
    /// exceed one writev(2). In practice no head exceeds one record, but the writer does not rely on that.
    @Test(
        "Every byte of head and body is in a record of the request, and all records but the last are full",
        arguments: [
            (0, 1), (1, 0), (100, 1), (100, 65_428), (100, 65_429), (65_528, 1), (65_529, 1), (140_000, 140_000),
            (100, 520 * 65_528),
        ])
    func everyByteIsInARecord(_ head: Int, _ body: Int) throws {
        let head = (0..<head).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 9) }
        var body = [UInt8](repeating: 1, count: body)
        for index in stride(from: 0, to: body.count, by: 1009) { body[index] = UInt8(truncatingIfNeeded: index / 1009) }
        try expectRecords(try written(head, body, 0x1234), of: head + body)
    }

    private func expectRecords(_ bytes: [UInt8], of expected: [UInt8]) throws {
        var position = 0
        var content: [UInt8] = []
        var lengths: [Int] = []
        while position + 8 <= bytes.count {
            let length = Int(bytes[position + 4]) << 8 | Int(bytes[position + 5])
            try #require(Array(bytes[position..<position + 4]) == [1, 6, 0x12, 0x34])
            try #require(Array(bytes[position + 6..<position + 8]) == [0, 0])
            try #require(position + 8 + length <= bytes.count)
            content += bytes[position + 8..<position + 8 + length]
            lengths.append(length)
            position += 8 + length
        }
        #expect(position == bytes.count)
        #expect(lengths.dropLast().allSatisfy { $0 == 65_528 } && lengths.last ?? 0 > 0)
        // Compared outside #expect, which would print everything.
        let isWhole = content == expected
        #expect(isWhole)
    }
}
