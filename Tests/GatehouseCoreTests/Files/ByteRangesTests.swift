import Testing

@testable import GatehouseCore

@Suite("ByteRanges are inside the file, or the whole file is sent")
struct ByteRangesTests {
    @Test(
        "One or several ranges are served in the requested order",
        arguments: [
            ("bytes=0-0", [0..<1]), ("bytes=0-99", [0..<100]), ("bytes=0-100", [0..<100]), ("bytes=99-", [99..<100]),
            ("bytes=-1", [99..<100]), ("bytes=-100", [0..<100]), ("bytes=-101", [0..<100]), ("BYTES=5-5", [5..<6]),
            ("bytes=50-59,0-9", [50..<60, 0..<10]), ("bytes=0-9,10-19", [0..<10, 10..<20]),
            ("bytes= 0-1 , 5-6 ,", [0..<2, 5..<7]),
            ("bytes=0-1,200-", [0..<2]), ("bytes=0-99999999999999999999999", [0..<100]),
            ("bytes=-99999999999999999999999", [0..<100]), ("bytes=00-01", [0..<2]),
        ]
    )
    func rangesKeepRequestedOrder(field: String, expected: [Range<Int>]) {
        #expect(ByteRanges(field, length: 100) == .parts(expected))
    }

    @Test(
        "Invalid or wasteful ranges give the whole file",
        arguments: [
            nil, "", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=a-b", "bytes=5-4", "bytes=1-2-3", "bytes=1",
            "items=0-1",
            "bytes=+1-2", "bytes\u{1D}0-1", "bytes=1- 2", "bytes=0x0-1", "bytes=\u{0661}-2", "bytes=0-59,50-99",
            "bytes=0-49,50-99",
            "bytes=0-,0-,0-", "bytes=0-1,0-1",
        ]
    )
    func unusableRangesGiveWholeFile(field: String?) {
        #expect(ByteRanges(field, length: 100) == .whole)
    }

    @Test(
        "Ranges beyond the end are a 416",
        arguments: [
            ("bytes=100-", 100), ("bytes=100-200,300-", 100), ("bytes=-0", 100), ("bytes=0-", 0), ("bytes=-5", 0),
        ]
    )
    func rangesBeyondEndAre416(field: String, length: Int) {
        #expect(ByteRanges(field, length: length) == .unsatisfiable)
    }

    @Test("16 ranges are served, 17 and 10,000 are not")
    func rangeCountIsLimited() {
        func field(_ count: Int) -> String {
            "bytes=" + (0..<count).map { "\($0 * 2)-\($0 * 2)" }.joined(separator: ",")
        }
        #expect(ByteRanges(field(16), length: 100_000) == .parts((0..<16).map { $0 * 2..<$0 * 2 + 1 }))
        #expect(ByteRanges(field(17), length: 100_000) == .whole)
        #expect(ByteRanges(field(10_000), length: 100_000) == .whole)
    }

    @Test("Generated ranges are inside the file, not empty, and together no longer than the file")
    func generatedRangesStayInFile() {
        var generator = SeededGenerator(seed: propertySeed)
        let pieces = ["0", "1", "7", "9", "10", "99", "-", "-", "-", ",", ",", " ", "x", "=", "18446744073709551616"]
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...12, using: &generator)
            let text = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
                pieces.randomElement(using: &generator)
            }
            let ranges = ByteRanges("bytes=" + text.joined(), length: length)
            guard case .parts(let parts) = ranges else { continue }
            #expect(parts.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= length })
            #expect(parts.reduce(0) { $0 + $1.count } <= length)
            #expect(parts.count <= 16)
        }
    }
}

@Suite("ContentDisposition makes file names safe")
struct ContentDispositionTests {
    @Test(
        "The name is sent as safe ASCII, and in UTF-8 if that differs",
        arguments: [
            ("a.csv", #"attachment; filename="a.csv""#), ("a b.csv", #"attachment; filename="a b.csv""#),
            ("\u{DC}.csv", #"attachment; filename="_.csv"; filename*=UTF-8''%C3%9C.csv"#),
            ("100%.csv", #"attachment; filename="100_.csv"; filename*=UTF-8''100%25.csv"#),
            ("../../etc/passwd", #"attachment; filename="___.._etc_passwd""#),
            ("..", #"attachment; filename="download""#),
            ("/etc/passwd", #"attachment; filename="_etc_passwd""#), ("C:\\a", #"attachment; filename="C__a""#),
            (".htaccess", #"attachment; filename="_htaccess""#), ("", #"attachment; filename="download""#),
            ("a\"; filename=\"b", #"attachment; filename="a_; filename=_b""#),
            ("a\r\nX: y", #"attachment; filename="a__X_ y""#),
            ("a\u{202E}fdp.exe", #"attachment; filename="a_fdp.exe""#), ("a. . ", #"attachment; filename="a""#),
            ("a\0b", #"attachment; filename="a_b""#),
        ]
    )
    func nameIsASCIIAndUTF8(name: String, field: String) {
        #expect(ContentDisposition.attachment(name).field == field)
    }

    @Test("A long name is cut between characters, and the field stays short")
    func longNameIsCut() {
        let field = ContentDisposition.attachment(String(repeating: "\u{20AC}", count: 1000)).field
        #expect(field.hasSuffix("%E2%82%AC"))
        #expect(field.utf8.count < 800)
        #expect(ContentDisposition.inline.field == "inline")
    }
}
