import Testing

@testable import GatehouseCore

@Suite("MultipartLimits are exact to the byte")
struct MultipartLimitTests {
    private typealias Change = @Sendable (inout MultipartLimits, Int) -> Void

    /// Checks that this is the smallest limit that accepts the body, and which status a smaller limit gives.
    private func expect(
        _ smallest: Int,
        _ status: Int,
        _ bytes: [UInt8],
        field: String? = nil,
        _ change: (inout MultipartLimits, Int) -> Void
    ) {
        for (value, expected) in [(smallest, nil), (smallest - 1, status), (0, status)] {
            var limits = MultipartLimits()
            change(&limits, value)
            for pieces in [[bytes], bytes.map { [$0] }] {
                let result = Multipart.read(pieces, limits: limits)
                #expect(result.status == expected, "at \(value)")
                if case .failure(let error) = result { #expect(error.field == field) }
            }
        }
    }

    private let field = Multipart.part("abc", Array("12345".utf8)) + Multipart.end
    private let file = Multipart.part("abc", Array("12345".utf8), fileName: "\u{20AC}uro") + Multipart.end

    @Test("The limits of field and file bytes give a 413 with the name of the field")
    func contentLimitsAre413() {
        expect(5, 413, field, field: "abc") { $0.fieldBytes = $1 }
        let two = Multipart.part("x", [1, 2, 3]) + field
        for (total, expected) in [(8, nil), (7, 413)] {
            #expect(Multipart.read([two], limits: MultipartLimits(allFieldBytes: total)).status == expected)
        }
        expect(5, 413, file, field: "abc") { $0.fileBytes = $1 }
    }

    @Test("The limits of names, header bytes and header fields give a 400")
    func headerLimitsAre400() {
        expect(3, 400, field) { $0.nameBytes = $1 }
        expect(6, 400, file) { $0.nameBytes = $1 }
        let header = "Content-Disposition: form-data; name=\"abc\"\r\n\r\n"
        expect(header.utf8.count, 400, field) { $0.headerBytes = $1 }
        expect(2, 400, Multipart.part("a", [], more: "X-Y: 1\r\n") + Multipart.end) { $0.headerFields = $1 }
    }

    @Test("One field or file too many is a 400")
    func partCountLimitsAre400() {
        expect(3, 400, Multipart.part("a", []) + Multipart.part("b", []) + Multipart.part("c", []) + Multipart.end) {
            $0.fields = $1
        }
        let files = Multipart.part("a", [], fileName: "") + Multipart.part("b", [], fileName: "x") + Multipart.end
        expect(2, 400, files) { $0.files = $1 }
    }

    @Test("A million tiny parts are read only up to the limit")
    func millionPartsStopAtLimit() {
        let part = Multipart.part("a", [])
        var taken = 0
        let pieces = (0..<1_000_000).lazy.map { _ in
            taken += 1
            return part
        }
        #expect(Multipart.read(pieces).status == 400)
        #expect(taken <= 102)
    }

    @Test("Endless headers, delimiters and files use only bounded memory")
    func memoryStaysBounded() {
        var most = 0
        let piece = [UInt8](repeating: 0x61, count: 1000)
        let header = Array("------b0\r\nX-Y: ".utf8)
        let endless = [header] + Array(repeating: piece, count: 10_000)
        #expect(Multipart.read(endless) { most = max(most, $0) }.status == 400)
        #expect(most <= 4096 + 1000)

        most = 0
        let almost = Array("\r\n------b".utf8)
        let file = [Multipart.part("a", [], fileName: "x").dropLast(2)] + Array(repeating: almost[...], count: 100_000)
        #expect(Multipart.read(file) { most = max(most, $0) }.status == 400)
        #expect(most <= Multipart.end.count + 2)
        let large = [Multipart.part("a", [], fileName: "x").dropLast(2)] + Array(repeating: piece[...], count: 2000)
        #expect(Multipart.read(large).status == 413)
    }
}
