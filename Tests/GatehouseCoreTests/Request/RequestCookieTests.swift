import Testing

@testable import GatehouseCore

@Suite("cookies: one value or none")
struct RequestCookieTests {
    /// A session that two readers find in different places is a session for whoever put in the second one.
    @Test(
        "the one of that name, and none where there could be two",
        arguments: [
            ("session=abc", "abc"), ("a=1; session=abc; b=2", "abc"), ("a=1;session=abc", "abc"), ("session=", ""),
            ("session=a=b", "a=b"), ("session=\"abc\"", "abc"), ("session=a%3Db", "a%3Db"),
            ("session=abc; session=abc", nil), ("session=abc; session=def", nil), ("Session=abc", nil),
            ("session", nil),
            ("xsession=abc", nil), ("a=session=abc", nil), ("session =abc", nil), ("", nil),
        ] as [(String, String?)]
    )
    func value(field: String, value: String?) async throws {
        var gate = Gate()
        gate.get("/", allow: .everyone) { request in request.cookie("session").map { "is \($0)" } ?? "none" }
        let answer = try await gate.answer("GET", "/", with: ["HTTP_COOKIE": field])
        #expect(answer.text == (value.map { "is \($0)" } ?? "none"))
    }

    @Test("no field, no cookie")
    func noField() async throws {
        var gate = Gate()
        gate.get("/", allow: .everyone) { request in request.cookie("session") ?? "none" }
        #expect(try await gate.answer("GET", "/").text == "none")
    }
}
