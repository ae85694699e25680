import GatewayInterface
import Synchronization
import Testing

@testable import GatehouseCore

@Suite("CSV")
struct CSVTests {
    /// The bytes of one row, without its line end.
    private static func row(_ cells: [CSVCell]) throws -> String {
        let bytes = Mutex<[UInt8]>([])
        let writer = BodyWriter(write: { piece in bytes.withLock { $0 += piece } }, flush: {})
        try CSVWriter(writer, columns: cells.count).write(cells)
        let text = String(decoding: bytes.withLock { $0 }, as: UTF8.self)
        #expect(text.utf8.suffix(2).elementsEqual("\r\n".utf8))
        return String(decoding: text.utf8.dropLast(2), as: UTF8.self)
    }

    @Test(
        "A text is quoted as RFC 4180 describes it",
        arguments: [
            ("a", "a"), ("Grüße 世界", "Grüße 世界"), ("1,5", "1,5"), ("say \"hi\"", "say \"\"hi\"\""), ("a\nb", "a\nb"),
            ("a\r\nb", "a\r\nb"), ("a;b", "a;b"), (" a ", " a "), ("", ""), ("e\u{301}", "e\u{301}"), ("a-b", "a-b"),
            ("a=b@c", "a=b@c"), ("'a", "'a"), ("\"", "\"\""), ("a, =1", "a, =1"), ("a; =1", "a; =1"),
        ])
    func textIsQuoted(text: String, expected: String) throws {
        #expect(Array(try Self.row([.text(text)]).utf8) == Array("\"\(expected)\"".utf8))
    }

    @Test(
        "A text is never a formula, whatever the reader takes for a separator",
        arguments: [
            ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t'=1\""), ("\r=1", "\"'\r'=1\""), ("\n=1", "\"'\n'=1\""), ("\0=1", "\"'\0=1\""),
            ("\u{FF1D}1", "\"'\u{FF1D}1\""), ("\u{FF0B}1", "\"'\u{FF0B}1\""), ("\u{FF0D}1", "\"'\u{FF0D}1\""),
            ("\u{FF20}1", "\"'\u{FF20}1\""), ("a;=1", "\"a;'=1\""), ("a\t@b", "\"a\t'@b\""), ("a\n-1", "\"a\n'-1\""),
            ("a;\"=1", "\"a;\"\"'=1\""),
            ("=\"a\"", "\"'=\"\"a\"\"\""), ("=\u{301}1", "\"'=\u{301}1\""), ("-", "\"'-\""),
        ])
    func textIsNeverFormula(text: String, expected: String) throws {
        #expect(Array(try Self.row([.text(text)]).utf8) == Array(expected.utf8))
        #expect(Array(try Self.row([nil, .text(text)]).utf8) == Array(("," + expected).utf8))
    }

    /// The cells as a spreadsheet reads them that separates cells at another character: quotes have a meaning only at the
    /// beginning of a cell, and a line ends at any line break outside of them.
    private static func cells(_ line: [UInt8], separatedBy separator: UInt8) -> [[UInt8]] {
        var cells: [[UInt8]] = [[]]
        var (isAtStart, isQuoted) = (true, false)
        for byte in line {
            if byte == UInt8(ascii: "\""), isAtStart || isQuoted {
                isQuoted = isAtStart
                isAtStart = false
            } else if !isQuoted, byte == separator || byte == 0x0A || byte == 0x0D {
                cells.append([])
                isAtStart = true
            } else {
                cells[cells.count - 1].append(byte)
                isAtStart = false
            }
        }
        return cells
    }

    @Test("Any texts are read back, and begin no formula in a reader with another separator")
    func anyTextsAreReadBack() throws {
        var random = SeededGenerator(seed: propertySeed)
        let pieces = ["=", "+", "-", "@", ";", ",", "\"", "\t", "\n", "\r", "'", "a", " ", "1", "\u{FF1D}", "\0", "é"]
        for _ in 0..<3000 {
            let texts = (0..<3).map { _ in
                (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                    .joined()
            }
            let line = Array(try Self.row([.number(-5)] + texts.map { .text($0) }).utf8)
            // RFC 4180: with the apostrophes removed, the texts are the same.
            var fields: [[UInt8]] = [[]]
            var isQuoted = false
            for byte in line {
                if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
                if byte == UInt8(ascii: ","), !isQuoted {
                    fields.append([])
                } else {
                    fields[fields.count - 1].append(byte)
                }
            }
            let read = fields.dropFirst().map { $0.dropFirst().dropLast().split(separator: UInt8(ascii: "'")).joined() }
            let expected = texts.map {
                $0.replacing("\"", with: "\"\"").utf8.split(separator: UInt8(ascii: "'")).joined()
            }
            #expect(read.map(Array.init) == expected.map(Array.init))
            // The first cell is the number, perhaps with quoted text behind it.
            for separator in [UInt8(ascii: ";"), UInt8(ascii: "\t")] {
                for cell in Self.cells(line, separatedBy: separator).dropFirst() {
                    let text = String(decoding: cell, as: UTF8.self).unicodeScalars
                    #expect(!["=", "+", "-", "@", "\u{FF1D}", "\0"].contains(text.first), "\(texts)")
                }
            }
        }
    }

    @Test("Numbers stay numbers, and nothing is an empty cell")
    func numbersStayNumbers() throws {
        #expect(
            try Self.row([-5, .number(Int64.min), .number(UInt64.max)])
                == "-5,-9223372036854775808,18446744073709551615")
        #expect(
            try Self.row([-0.5, .number(1e300), .number(Double.nan), .number(-Double.infinity)]) == "-0.5,1e+300,,")
        #expect(try Self.row(["-5", nil, .empty, "x\(1)"]) == "\"'-5\",,,\"x1\"")
        // A row with one empty cell has quotes, because readers skip an empty line.
        #expect(try Self.row([nil]) == "\"\"")
    }

    @Test("The response is a download with a header row")
    func responseIsDownload() async throws {
        var gate = Gate()
        let table = CSV("Übersicht.csv", columns: ["Name", "=Age"]) { table in
            try table.write("Ada", 36)
            try table.write(.text("Bob, =2"), nil)
            try table.flush()
        }
        gate.get("/", allow: .everyone) { _ in table }
        let response = try await gate.response("GET", "/")
        #expect(response.status == 200)
        #expect(response.headers.contains("Content-Type: text/csv; charset=utf-8; header=present"))
        #expect(
            response.headers.contains(
                "Content-Disposition: attachment; filename=\"_bersicht.csv\"; filename*=UTF-8''%C3%9Cbersicht.csv"))
        #expect(try await gate.streamedBody() == "\"Name\",\"'=Age\"\r\n\"Ada\",36\r\n\"Bob, =2\",\r\n")
    }

    @Test("A row with another number of cells breaks the response off")
    func wrongRowBreaksOff() async throws {
        for cells in [[], ["a"], ["a", "b", "c"]] as [[CSVCell]] {
            var gate = Gate()
            gate.get("/", allow: .everyone) { _ in
                CSV("x.csv", columns: ["A", "B"]) { table in
                    try table.write(cells)
                    Issue.record("the row was written")
                }
            }
            await #expect(throws: BrokenStream.self) { try await gate.streamedBody() }
        }
    }
}
