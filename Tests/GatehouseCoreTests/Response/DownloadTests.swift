import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Download: a name that is nothing but a name")
struct DownloadTests {
    private func answer(_ name: String, type: String = "text/csv") async throws -> Answer {
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in Download(name, type: type, body: .text("1,2\n")) }
        return try await gate.answer("GET", "/")
    }

    /// A name with a quotation mark or a line break in it could add parameters or whole fields to the answer.
    @Test(
        "stays in its field, whatever stands in it",
        arguments: [
            ("report.csv", "attachment; filename=\"report.csv\""),
            ("", "attachment; filename=\"download\""),
            (".htaccess", "attachment; filename=\"_htaccess\""),
            ("../../etc/passwd", "attachment; filename=\"___.._etc_passwd\""),
            ("C:\\x", "attachment; filename=\"C__x\""),
            ("a\r\nSet-Cookie: b", "attachment; filename=\"a__Set-Cookie_ b\""),
            ("a\"; x=\"b", "attachment; filename=\"a_; x=_b\""),
            ("100%.csv", "attachment; filename=\"100_.csv\"; filename*=UTF-8''100%25.csv"),
            (
                "B\u{FC}cher.csv", "attachment; filename=\"B_cher.csv\"; filename*=UTF-8''B%C3%BCcher.csv"
            ),
            ("\u{202E}gpj.exe", "attachment; filename=\"_gpj.exe\""),
            ("a\0b", "attachment; filename=\"a_b\""),
        ]
    )
    func name(name: String, disposition: String) async throws {
        let answer = try await answer(name)
        #expect(answer.status == 200)
        #expect(answer.headers.contains("Content-Disposition: \(disposition)"), "\(answer.headers)")
        #expect(answer.headers.count == 3)
        #expect(answer.text == "1,2\n")
    }

    @Test("a type that is no field value is a 500", arguments: ["", "text/csv\r\nSet-Cookie: a=b", "a\0"])
    func type(type: String) async throws {
        #expect(try await answer("a", type: type) == .failed)
    }
}
