import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Download sends a safe file name")
struct DownloadTests {
    private func response(_ name: String, type: String = "text/csv") async throws -> ReceivedResponse {
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in Download(name, type: type, body: .text("1,2\n")) }
        return try await gate.response("GET", "/")
    }

    /// A name with a quotation mark or a line break could add parameters or fields to the response.
    @Test(
        "The name cannot leave its field, whatever it contains",
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
    func nameStaysInItsField(name: String, disposition: String) async throws {
        let response = try await response(name)
        #expect(response.status == 200)
        #expect(response.headers.contains("Content-Disposition: \(disposition)"), "\(response.headers)")
        #expect(response.headers.count == 3)
        #expect(response.text == "1,2\n")
    }

    /// Other systems drop spaces and dots at the end of a name, interpret "|" or "*", or end the name at a line
    /// separator. A dot with a combining mark is one Character, but it still hides the file.
    @Test(
        "The name means the same file on every system",
        arguments: [
            ("a.csv. . ", "a.csv"), (" . ", "download"), (" ", "download"), ("a ", "a"), ("a.", "a"),
            (".\u{301}ssh", "_\u{301}ssh"), ("..\u{301}ssh", "__\u{301}ssh"),
            ("a*b", "a_b"), ("a?b", "a_b"), ("a<b", "a_b"), ("a>b", "a_b"), ("a|b", "a_b"), ("a\u{85}b", "a_b"),
            (" a", "a"), ("  .htaccess", "_htaccess"), ("\u{A0}.ssh\u{3000}", "_ssh"), ("\u{2003}a\u{2003}", "a"),
            (". .a", "_ .a"), (" .. /x", "__ _x"),
            // Persian, Hindi, a family and a heart on fire are written with joiners.
            (
                "\u{645}\u{6CC}\u{200C}\u{62E}\u{648}\u{627}\u{647}\u{645}.txt",
                "\u{645}\u{6CC}\u{200C}\u{62E}\u{648}\u{627}\u{647}\u{645}.txt"
            ),
            ("\u{915}\u{94D}\u{200D}\u{937}", "\u{915}\u{94D}\u{200D}\u{937}"),
            ("\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}.png", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}.png"),
            ("\u{2764}\u{FE0F}\u{200D}\u{1F525}", "\u{2764}\u{FE0F}\u{200D}\u{1F525}"),
            ("\u{1F469}\u{1F3FD}\u{200D}\u{1F680}", "\u{1F469}\u{1F3FD}\u{200D}\u{1F680}"),
            // In other texts joiners are only invisible.
            ("a.e\u{200D}xe", "a.e_xe"), ("\u{200C}a", "_a"), ("a\u{200D}", "a_"),
            ("\u{645}\u{200C}.txt", "\u{645}_.txt"),
            ("\u{645}\u{200C}\u{200C}\u{645}", "\u{645}__\u{645}"), ("\u{645}\u{200D}a", "\u{645}_a"),
            ("1\u{200D}\u{645}", "1_\u{645}"), ("\u{645}\u{200B}\u{645}", "\u{645}_\u{645}"),
            ("a\u{2028}b", "a_b"), ("a\u{2029}b", "a_b"), ("a\u{E000}b", "a_b"), ("a\u{378}b", "a_b"),
        ]
    )
    func nameIsSafeOnEverySystem(name: String, saved: String) {
        #expect(ContentDisposition.attachment(name) == .attachment(saved))
        #expect(ContentDisposition.cleaned(name).unicodeScalars.elementsEqual(saved.unicodeScalars))
    }

    @Test("The name has at most 200 bytes and ends with a complete character")
    func nameIsLimitedTo200Bytes() {
        let name = String(repeating: "a", count: 199)
        #expect(ContentDisposition.cleaned(name + "bc") == name + "b")
        for (fileExtension, isKept) in [(".csv", true), (".abcdefghijklmno", true), (".abcdefghijklmnop", false)] {
            let cut = ContentDisposition.cleaned(name + "\u{FC}\u{FC}" + fileExtension)
            #expect(cut.utf8.count <= 200 && cut.utf8.count >= 199)
            #expect(cut.hasSuffix(fileExtension) == isKept, "\(cut)")
        }
        let spaced = String(repeating: "a", count: 195) + " . " + String(repeating: "b", count: 9) + "."
        #expect(ContentDisposition.cleaned(spaced).utf8.count == 200)
        // Blanks and dots at the cut are dropped too.
        #expect(ContentDisposition.cleaned(name + ". " + String(repeating: "b", count: 20)) == name)
        #expect(ContentDisposition.cleaned(String(repeating: " ", count: 300) + "a") == "a")
        #expect(ContentDisposition.cleaned(name + "\u{FC}") == name)
        #expect(ContentDisposition.cleaned(String(repeating: "\u{1F600}", count: 51)).utf8.count == 200)
    }

    @Test("Inline content has no name, and the type defaults to application/octet-stream")
    func typeDefaultsToBytes() async throws {
        #expect(ContentDisposition.inline.field == "inline")
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in Download("a", body: .text("<script>alert(1)</script>")) }
        let response = try await gate.response("GET", "/")
        #expect(response.headers.contains("Content-Type: application/octet-stream"), "\(response.headers)")
        #expect(response.headers.contains("X-Content-Type-Options: nosniff"), "\(response.headers)")
    }

    @Test("An invalid type is a 500", arguments: ["", "text/csv\r\nSet-Cookie: a=b", "a\0"])
    func invalidTypeIs500(type: String) async throws {
        #expect(try await response("a", type: type) == .failed)
    }
}
