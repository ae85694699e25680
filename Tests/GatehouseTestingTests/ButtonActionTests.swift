import Gatehouse
import GatehouseTesting
import Testing

/// A form whose buttons lead to different places, as a browser sends it (HTML, "formaction" and "formmethod").
@Suite
struct ButtonActionTests {
    private static func browser() throws -> Browser {
        var gate = Gate()
        gate.get("/list", allow: .everyone) { _ in
            HTML(
                """
                <form method="post" action="/delete"><input name="id" value="7">
                <button>Delete</button>
                <button formaction="/archive">Download</button>
                <button formaction="/search" formmethod="get" name="by" value="id">Find</button>
                <button formmethod="GET">List</button>
                <button formmethod="unknown" formaction="">Show</button>
                <button formaction="https://evil.example/steal">Steal</button>
                <button formaction="//evil.example/steal">Take</button>
                </form>
                <form action="/search"><input name="word"><button formmethod="post" formaction="archive">Pack</button></form>
                """)
        }
        for name in ["delete", "archive"] {
            gate.post(.init(stringLiteral: "/\(name)"), allow: .everyone) { request in
                let form = try await request.form()
                return "\(name) \(try form["id"] ?? "-") \(try form["word"] ?? "-")"
            }
        }
        for name in ["search", "delete"] {
            gate.get(.init(stringLiteral: "/\(name)"), allow: .everyone) { "\(name) by \($0.target.query ?? "")" }
        }
        return Browser(try InMemoryClient(gate))
    }

    @Test(
        "A button leads where its formaction says, by its formmethod",
        arguments: [
            ("Delete", "/delete", "delete 7 -"), ("Download", "/archive", "archive 7 -"),
            ("Find", "/search?id=7&by=id", "search by id=7&by=id"), ("List", "/delete?id=7", "delete by id=7"),
            ("Pack", "/archive", "archive - "),
        ])
    func buttonLeadsElsewhere(button: String, target: String, text: String) async throws {
        let browser = try Self.browser()
        try await browser.visit("/list")
        let page = try await browser.submit(button: button)
        #expect(page.target == target)
        #expect(page.response.text == text)
    }

    @Test("An empty formaction is the page itself, and an unknown formmethod is GET")
    func emptyAttributesHaveTheirDefaults() async throws {
        let browser = try Self.browser()
        try await browser.visit("/list")
        #expect(try await browser.submit(button: "Show").target == "/list?id=7")
    }

    @Test("A button that leads to another site is refused", arguments: ["Steal", "Take"])
    func buttonLeadsToNoOtherSite(button: String) async throws {
        let browser = try Self.browser()
        try await browser.visit("/list")
        let error = await #expect(throws: TestFailure.self) { try await browser.submit(button: button) }
        #expect(error.map { "\($0)".contains("evil.example/steal") } == true)
    }
}
