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
            ("a", "a"), ("Grüße 世界", "Grüße 世界"), ("a b", "a b"), ("1,5", "\"1,5\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), ("a;b", "\"a;b\""), (" a", "\" a\""), ("a ", "\"a \""),
            ("", "\"\""), ("e\u{301}", "e\u{301}"), ("a-b", "a-b"), ("a=b@c", "a=b@c"), ("'a", "'a"),
        ])
    func textIsQuoted(text: String, expected: String) throws {
        #expect(Array(try Self.row([.text(text)]).utf8) == Array(expected.utf8))
    }

    @Test(
        "A text is never a formula, whatever the reader takes for a separator",
        arguments: [
            ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "\"'-1\""), ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t'=1\""), ("\r=1", "\"'\r'=1\""), ("\n=1", "\"'\n'=1\""), ("\0=1", "\"'\0=1\""),
            ("\u{FF1D}1", "\"'\u{FF1D}1\""), ("\u{FF0B}1", "\"'\u{FF0B}1\""), ("\u{FF0D}1", "\"'\u{FF0D}1\""),
            ("\u{FF20}1", "\"'\u{FF20}1\""), ("a;=1", "\"a;'=1\""), ("a\t@b", "\"a\t'@b\""), ("a\n-1", "\"a\n'-1\""),
            ("=\"a\"", "\"'=\"\"a\"\"\""), ("=\u{301}1", "\"'=\u{301}1\""), ("-", "\"'-\""),
        ])
    func textIsNeverFormula(text: String, expected: String) throws {
        #expect(Array(try Self.row([.text(text)]).utf8) == Array(expected.utf8))
        #expect(Array(try Self.row([nil, .text(text)]).utf8) == Array(("," + expected).utf8))
    }

    @Test("Numbers stay numbers, and nothing is an empty cell")
    func numbersStayNumbers() throws {
        #expect(
            try Self.row([-5, .number(Int64.min), .number(UInt64.max)])
                == "-5,-9223372036854775808,18446744073709551615")
        #expect(
            try Self.row([-0.5, .number(1e300), .number(Double.nan), .number(-Double.infinity)]) == "-0.5,1e+300,,")
        #expect(try Self.row(["-5", nil, .empty, "x\(1)"]) == "\"'-5\",,,x1")
        // A row with one empty cell is no empty line.
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
        #expect(try await Self.body(gate) == "Name,\"'=Age\"\r\nAda,36\r\n\"Bob, =2\",\r\n")
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
            await #expect(throws: BrokenStream.self) { try await Self.body(gate) }
        }
    }

    /// The body of a streamed response to GET /.
    private static func body(_ gate: Gate) async throws -> String {
        let dispatcher = try Dispatcher(gate)
        let request = try parameters(["REQUEST_METHOD": "GET", "REQUEST_URI": "/"])
        guard case .stream(nil, let write) = await dispatcher.respond(to: request, body: RequestBody()).body.storage
        else {
            throw Mishap(description: "not a stream")
        }
        let bytes = Mutex<[UInt8]>([])
        try await write(BodyWriter(write: { piece in bytes.withLock { $0 += piece } }, flush: {}))
        return String(decoding: bytes.withLock { $0 }, as: UTF8.self)
    }
}
