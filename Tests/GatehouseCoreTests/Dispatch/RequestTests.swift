import GatewayInterface
import HTTPTypes
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("The request that rules and handlers get")
struct RequestTests {
    /// The text that a closure returns for a request, or the gate's own response if it throws.
    private func asked(
        _ method: String = "GET",
        _ target: String = "/items/7",
        with more: [String: String] = [:],
        _ read: @escaping @Sendable (Request) throws -> String
    ) async throws -> ReceivedResponse {
        var gate = Gate()
        gate.get("/items/{id}", allow: .everyone) { try read($0) }
        gate.post("/items/{id}", allow: .everyone) { try read($0) }
        return try await gate.response(method, target, with: more)
    }

    @Test(
        "A path parameter is the segment, decoded once",
        arguments: [
            ("/items/7", "7"), ("/items/c%20d", "c d"), ("/items/%252F", "%2F"), ("/items/a;b+c", "a;b+c"),
            ("/items/%E2%82%AC", "\u{20AC}"),
        ]
    )
    func parameterIsDecodedOnce(target: String, value: String) async throws {
        #expect(try await asked("GET", target) { try $0.path["id"] }.text == value)
    }

    @Test("A path parameter is never empty: such a path has no route")
    func parameterIsNeverEmpty() async throws {
        #expect(try await asked("GET", "/items/") { try $0.path["id"] } == .notFound)
        #expect(try await asked("GET", "/items") { try $0.path["id"] } == .notFound)
    }

    @Test("An unknown parameter is a 500 in handlers and rules, never an empty value")
    func unknownParameterIs500() async throws {
        #expect(try await asked { try $0.path["ID"] } == .failed)
        let calls = Calls()
        var gate = Gate()
        gate.get("/items/{id}", allow: Access<String>("owner") { try $0.path["owner"] }) { _, owner in
            calls.note("handler")
            return owner
        }
        let log = CollectedLog()
        #expect(try await gate.response("GET", "/items/7", log: log) == .failed)
        #expect(calls.all.isEmpty)
        #expect(log.lines.contains { $0.contains("{owner}") && $0.contains("/items/{id}") })
    }

    @Test("Rule and handler see the same parameter")
    func ruleAndHandlerSeeSameParameter() async throws {
        var gate = Gate()
        gate.get("/items/{id}", allow: Access<String>("id") { try $0.path["id"] }) { request, proven in
            "\(proven) \(try request.path["id"])"
        }
        #expect(try await gate.response("GET", "/items/a%20b").text == "a b a b")
    }

    @Test("Method, target below the mount, and query are passed on as the client sent them")
    func targetIsBelowMount() async throws {
        var gate = Gate()
        gate.get("/items/{id}", allow: .everyone) { request in
            "\(request.method.rawValue) \(request.target.segments) \(request.target.query ?? "none")"
        }
        let mount = try Mount("/sub")
        #expect(
            try await gate.response("HEAD", "/sub/items/7?a=%2F", mount: mount).text == #"HEAD ["items", "7"] a=%2F"#)
        #expect(try await gate.response("GET", "/sub/items/7", mount: mount).text == #"GET ["items", "7"] none"#)
    }

    @Test(
        "A header field is read from its CGI variable",
        arguments: [
            ("Accept", "HTTP_ACCEPT"), ("accept-language", "HTTP_ACCEPT_LANGUAGE"),
            ("X-Forwarded-For", "HTTP_X_FORWARDED_FOR"),
            ("Cookie", "HTTP_COOKIE"), ("Content-Type", "CONTENT_TYPE"), ("CONTENT-LENGTH", "CONTENT_LENGTH"),
            ("Content-MD5", "HTTP_CONTENT_MD5"), ("X-2", "HTTP_X_2"), ("Via", "HTTP_VIA"),
        ]
    )
    func headerReadsCGIVariable(name: String, variable: String) async throws {
        let name = try #require(HTTPField.Name(name))
        #expect(try await asked(with: [variable: "the value"]) { $0.headers[name] ?? "none" }.text == "the value")
        #expect(try await asked { $0.headers[name] ?? "none" }.text == "none")
    }

    @Test("Content-Type and Content-Length are not read from HTTP_ variables, which a client could add")
    func contentFieldsIgnoreHTTPVariables() async throws {
        let more = ["HTTP_CONTENT_TYPE": "a", "HTTP_CONTENT_LENGTH": "9"]
        #expect(try await asked(with: more) { $0.headers[.contentType] ?? "none" }.text == "none")
        #expect(try await asked(with: more) { $0.headers[.contentLength] ?? "none" }.text == "none")
    }

    @Test("An empty CONTENT_TYPE, which nginx sends for a missing one, counts as missing")
    func emptyContentTypeIsMissing() async throws {
        let more = ["CONTENT_TYPE": "", "CONTENT_LENGTH": ""]
        let type = try await asked(with: more) { $0.headers[.contentType] ?? "none" }
        let length = try await asked(with: more) { $0.headers[.contentLength] ?? "none" }
        #expect(type.text == "none")
        #expect(length.text == "none")
    }

    @Test("The field Proxy is always dropped")
    func proxyFieldIsDropped() async throws {
        let name = try #require(HTTPField.Name("Proxy"))
        let more = ["HTTP_PROXY": "http://evil"]
        #expect(try await asked(with: more) { $0.headers[name] ?? "none" }.text == "none")
        #expect(try await asked(with: more) { $0.parameters["HTTP_PROXY"] ?? "none" }.text == "none")
    }
}
