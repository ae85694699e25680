import FastCGIClient
import GatewayInterface
import HTTPTypes
import Testing

@testable import FastCGI

/// Header fields as a handler of the binding reads them.
@Suite("Request.header", .timeLimit(.minutes(5)))
struct HeaderTests {
    private static let sent = [
        (name: "HTTP_USER_AGENT", value: "curl/8"), (name: "HTTP_X_FORWARDED_FOR", value: "192.0.2.1, 192.0.2.2"),
        (name: "HTTP_X_EMPTY", value: ""), (name: "HTTP_PROXY", value: "http://attacker.example"),
        (name: "CONTENT_TYPE", value: "text/plain"), (name: "CONTENT_LENGTH", value: ""),
        (name: "HTTP_CONTENT_TYPE", value: "text/html"), (name: "HTTP_CONTENT_LENGTH", value: "5"),
        (name: "HTTP_ACCEPTED", value: "no"), (name: "http_accept", value: "no"),
        (name: "HTTP_GREETING", value: "grüße"),
    ]

    private func header(_ names: [String]) async throws -> [String?] {
        let names = try names.map { try #require(HTTPField.Name($0), "\($0)") }
        let values = Box<[String?]>([])
        try await serving(
            responding { request, response in
                values.value = names.map { request.header($0) }
                try response.finish(.plain(200))
            }
        ) { address, _ in try Peer.askWell(address, .get("x", Self.sent)) }
        return values.value
    }

    @Test("A field is found in any letter case, with \"-\" for \"_\"")
    func nameIsCaseInsensitive() async throws {
        let one = try await header(["User-Agent", "user-agent", "USER-AGENT", "uSER-aGENT", "User_Agent"])
        #expect(one == Array(repeating: "curl/8", count: 5))
        let lists = try await header(["X-Forwarded-For", "x-forwarded-for"])
        #expect(lists == ["192.0.2.1, 192.0.2.2", "192.0.2.1, 192.0.2.2"])
        #expect(try await header(["Greeting"]) == ["grüße"])
    }

    @Test("A name must be complete, and parameters that are not fields are not found")
    func nameMustBeComplete() async throws {
        #expect(
            try await header(["Accept", "Forwarded-For", "X", "NAME", "REQUEST_METHOD"]) == [nil, nil, nil, nil, nil])
    }

    /// The client's field "Content-Type" has its own variable; the variable with the HTTP_ prefix does not come from
    /// the web server.
    @Test("Content-Type and Content-Length are read from CONTENT_TYPE and CONTENT_LENGTH; empty ones are missing")
    func contentFieldsHaveOwnVariables() async throws {
        #expect(try await header(["Content-Type", "content-length"]) == ["text/plain", nil])
    }

    @Test("Other fields may be empty")
    func otherFieldsMayBeEmpty() async throws {
        #expect(try await header(["X-Empty"]) == [""])
    }

    /// Breaks if a client can set the proxy of a program that copies header fields into its environment.
    @Test("The field Proxy is always dropped")
    func proxyFieldIsDropped() async throws {
        #expect(try await header(["Proxy", "proxy"]) == [nil, nil])
    }
}
