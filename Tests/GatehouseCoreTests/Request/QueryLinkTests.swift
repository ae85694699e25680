import HTTPTypes
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Links with a query")
struct QueryLinkTests {
    private func link(_ target: String, _ make: @escaping @Sendable (Request) throws -> String) async throws -> String {
        var gate = Gate()
        gate.get("/notes/{id}", as: "note", allow: .everyone) { request in try make(request) }
        let response = try await gate.response("GET", target, mount: Mount("/sub/app"))
        #expect(response.status == 200)
        return response.text
    }

    @Test("The items are encoded, in their order")
    func itemsAreEncoded() async throws {
        let text = try await link("/sub/app/notes/7") { request in
            try request.url(for: "note", ["id": "a b"], query: ["q": "tea & milk=1", "page": "2", "q": "ü+"])
        }
        #expect(text == "/sub/app/notes/a%20b?q=tea%20%26%20milk%3D1&page=2&q=%C3%BC%2B")
    }

    @Test(
        "One item of the current URL is replaced, and the others are kept",
        arguments: [
            ("", "page=3"), ("?", "page=3"), ("?page=2", "page=3"), ("?q=a%20b&page=2&x=%2F", "q=a%20b&page=3&x=%2F"),
            ("?page=1&q=z&page=2", "page=3&q=z"), ("?p%61ge=1", "page=3"), ("?pages=1", "pages=1&page=3"),
            ("?page", "page=3"), ("?a&&b", "a&b&page=3"), ("?q=1+2", "q=1+2&page=3"), ("?q=<\"", "q=%3C%22&page=3"),
        ])
    func oneItemIsReplaced(query: String, expected: String) async throws {
        let text = try await link("/sub/app/notes/7" + query) { $0.url(settingQuery: "page", to: "3") }
        #expect(text == "/sub/app/notes/7?" + expected)
    }

    @Test("A removed item leaves no text, and the last one no question mark")
    func itemIsRemoved() async throws {
        let last = try await link("/sub/app/notes/7?page=2") { $0.url(settingQuery: "page", to: nil) }
        #expect(last == "/sub/app/notes/7")
        let other = try await link("/sub/app/notes/7?page=2&q=1&page=3") { $0.url(settingQuery: "page", to: nil) }
        #expect(other == "/sub/app/notes/7?q=1")
    }

    @Test("Names with spaces are encoded as a form encodes them")
    func namesWithSpacesAreEncoded() async throws {
        let text = try await link("/sub/app/notes/7?my+page=1") { $0.url(settingQuery: "my page", to: "a&b") }
        #expect(text == "/sub/app/notes/7?my%20page=a%26b")
    }

    @Test("A redirect to a route can have a query, a cookie and a header field")
    func redirectCarriesQueryAndCookie() async throws {
        var gate = Gate()
        gate.get("/notes/{id}", as: "note", allow: .everyone) { _ in "note" }
        gate.post("/notes", allow: .everyone) { _ in
            var redirect = try Redirect(to: "note", ["id": "7"], query: ["saved": "yes"])
                .setting(Cookie("__Host-flash", "saved"))
            redirect.headers[.contentLanguage] = "de"
            return redirect
        }
        let response = try await gate.response("POST", "/notes")
        #expect(response.status == 303)
        #expect(response.headers.contains("Location: /notes/7?saved=yes"))
        #expect(response.headers.contains("Content-Language: de"))
        #expect(response.headers.contains { $0.hasPrefix("Set-Cookie: __Host-flash=saved;") })
        #expect(response.headers.contains("Cache-Control: no-store"))
    }

    @Test(
        "An absolute URL has the scheme, host and port of the request",
        arguments: [
            (["HTTP_HOST": "www.example.com"], "http://www.example.com"),
            (["HTTP_HOST": "WWW.example.com.:443", "HTTPS": "on"], "https://www.example.com:443"),
        ])
    func absoluteURLNamesSchemeAndHost(parameters: [String: String], site: String) async throws {
        var gate = Gate()
        gate.configuration.hosts = .only("www.example.com")
        gate.configuration.https = .notRequired
        gate.get("/notes/{id}", as: "note", allow: .everyone) { request in
            try request.absoluteURL(for: "note", ["id": "a b"], query: ["q": "1"])
        }
        let response = try await gate.response("GET", "/sub/app/notes/7", with: parameters, mount: Mount("/sub/app"))
        #expect(response.text == site + "/sub/app/notes/a%20b?q=1")
    }

    @Test("A gate that accepts every host makes no absolute URL")
    func absoluteURLNeedsCheckedHost() async throws {
        var gate = Gate()
        gate.configuration.hosts = .any
        gate.configuration.https = .notRequired
        gate.get("/notes", as: "notes", allow: .everyone) { try $0.absoluteURL(for: "notes") }
        let log = CollectedLog()
        let response = try await gate.response("GET", "/notes", with: ["HTTP_HOST": "evil.example"], log: log)
        #expect(response.status == 500)
        #expect(!response.text.contains("evil"))
        #expect(log.lines.contains { $0.contains("an absolute URL needs a checked host") })
    }
}
