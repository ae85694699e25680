import Testing

@testable import GatehouseCore

@Suite("request.cookie() returns one value or none")
struct RequestCookieTests {
    /// If two parsers found different sessions, an attacker could plant the second one.
    @Test(
        "The cookie with exactly that name is returned, and nil if there could be two",
        arguments: [
            ("session=abc", "abc"), ("a=1; session=abc; b=2", "abc"), ("a=1;session=abc", "abc"), ("session=", ""),
            ("session=a=b", "a=b"), ("session=\"abc\"", "abc"), ("session=a%3Db", "a%3Db"),
            ("session=abc; session=abc", nil), ("session=abc; session=def", nil), ("Session=abc", nil),
            ("session", nil),
            ("xsession=abc", nil), ("a=session=abc", nil), ("session =abc", nil), ("", nil),
        ] as [(String, String?)]
    )
    func cookieValueIsUnambiguous(field: String, value: String?) async throws {
        var gate = Gate()
        gate.get("/", allow: .everyone) { request in request.cookie("session").map { "is \($0)" } ?? "none" }
        let response = try await gate.response("GET", "/", with: ["HTTP_COOKIE": field])
        #expect(response.text == (value.map { "is \($0)" } ?? "none"))
    }

    @Test("A request without the field has no cookie")
    func missingFieldHasNoCookie() async throws {
        var gate = Gate()
        gate.get("/", allow: .everyone) { request in request.cookie("session") ?? "none" }
        #expect(try await gate.response("GET", "/").text == "none")
    }
}
