import Gatehouse
import GatehouseTesting
import Testing

// The code of docs/testing.md, compiled. `DocumentCodeTests` compares it with the document, and describes the marks.

/// The rest of a test around the fragments.
enum TestingDocumentCode {
    struct Notice: Codable {
        let title: String
    }

    static func client(_ gate: Gate) async throws {
        // BEGIN 1
        let app = try InMemoryClient(gate)
        #expect(try await app.get("/notes/1", as: .bearer("alice's token")).text == "Buy milk")
        try await app.assertDenied(.get, "/notes/1", as: .anonymous)
        // END
    }

    static func closed(_ app: InMemoryClient) async throws {
        // BEGIN 2
        try await app.assertEveryRouteDenies(.anonymous, except: ["GET /", "GET /sign-in", "POST /sign-in"])
        // END
    }

    static func pages(_ app: InMemoryClient, _ bytes: [UInt8]) async throws {
        // BEGIN 3
        let browser = Browser(app)
        try await browser.visit("/notices")
        try await browser.follow("New notice")
        let page = try await browser.submit([
            "Title": "Tea", "Kind": "Offer", "Keep at the top": true, "Picture": .file("tea.png", "image/png", bytes),
        ])
        #expect(page.redirects.count == 1 && page.text.contains("The notice is published."))
        // END
    }

    static func signIn(_ app: InMemoryClient) async throws {
        // BEGIN 4
        let ada = Browser(app)
        try await ada.signIn("ada", password: "a few unrelated words")
        // END
    }

    static func json(_ app: InMemoryClient, _ notice: Notice) async throws {
        // BEGIN 5
        let response = try await app.send(TestRequest(.post, "/api/notices", as: .bearer("token"), json: notice))
        #expect(try response.decoded(as: Notice.self).title == "Tea")
        // END
    }

    static func events(_ app: InMemoryClient, _ alice: TestIdentity) async throws {
        // BEGIN 6
        #expect(try await app.get("/events", as: alice).events == [TestEvent("Tea", event: "notice", id: "1")])
        // END
    }
}
