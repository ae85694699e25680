import GatewayInterface
import Glibc
import Testing

@testable import FastCGI

@Suite("The file that libfcgi reads instead of a connection")
struct HeadFileTests {
    /// Reads as libfcgi does: full buffers, until it has all it needs.
    private static func read(_ number: CInt, _ needed: Int, step: Int = 8192) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try Descriptor.borrowing(number) { descriptor in
            while bytes.count < needed {
                let piece = try descriptor.read(upTo: step)
                guard !piece.isEmpty else { throw Failure("the file ends after \(bytes.count) bytes") }
                bytes += piece
            }
        }
        return bytes
    }

    private static func pattern(_ count: Int, _ seed: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 31 ^ seed) | 1) }
    }

    /// Breaks if a head is written elsewhere than libfcgi reads, or if bytes of an earlier head follow it.
    @Test("Each head is read from its first byte and followed by zeros, for many rounds", arguments: [8192, 4096, 100])
    func headsAreReadInEveryRound(step: Int) throws {
        var file = try HeadFile()
        for round in 0..<300 {
            let head = Self.pattern([24, 8191, 8192, 1][round % 4], round)
            let bytes = try file.offer(head) { number in
                Result { try Self.read(number, head.count, step: step) }
            }.get()
            #expect(bytes.prefix(head.count) == head[...], "round \(round)")
            #expect(bytes.dropFirst(head.count).allSatisfy { $0 == 0 }, "round \(round)")
        }
    }
}
