import GatewayInterface
import HTTPTypes
import Synchronization
import Testing

@testable import GatehouseCore

@Suite("Refusals before access rules, in both roles")
struct RoleTests {
    /// A request that both roles refuse, as changes to a request that both allow.
    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let changes: [String: String?]
        let responder: Int
        let authorizer: Int

        init(_ description: String, _ changes: [String: String?], _ responder: Int, _ authorizer: Int? = nil) {
            testDescription = description
            self.changes = changes
            self.responder = responder
            self.authorizer = authorizer ?? responder
        }
    }

    private static let passing = [
        "REQUEST_METHOD": "GET", "REQUEST_URI": "/a/b.txt", "HTTP_HOST": "www.example.com", "HTTPS": "on",
        "REMOTE_ADDR": "203.0.113.9", "SCRIPT_FILENAME": "/home/me/public_html/a/b.txt",
    ]

    private static func file(_ path: String) -> String { "/home/me/public_html" + path }

    static let requests: [Refused] = [
        Refused("no target", ["REQUEST_URI": nil], 400),
        Refused("an empty target", ["REQUEST_URI": ""], 400),
        Refused("a target with a dot segment", ["REQUEST_URI": "/x/../a/b.txt"], 400),
        Refused("an encoded dot segment", ["REQUEST_URI": "/x/%2e%2e/a/b.txt"], 400),
        Refused("a malformed escape", ["REQUEST_URI": "/a/b.txt%z"], 400),
        Refused("an internal redirect", ["REDIRECT_STATUS": "403"], 400),
        Refused("a contradicting path", ["REDIRECT_URL": "/other"], 400),
        Refused("no method", ["REQUEST_METHOD": nil], 400),
        Refused("a malformed method", ["REQUEST_METHOD": "GE T"], 400),
        Refused("a malformed host", ["HTTP_HOST": "a b"], 400),
        Refused("another host", ["HTTP_HOST": "evil.example"], 421),
        Refused("plain HTTP", ["HTTPS": nil], 308, 403),
        Refused("plain HTTP with HEAD", ["HTTPS": nil, "REQUEST_METHOD": "HEAD"], 308, 403),
        Refused("plain HTTP with POST", ["HTTPS": nil, "REQUEST_METHOD": "POST"], 403),
        Refused(
            "another site",
            ["REQUEST_METHOD": "POST", "HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://evil.example"],
            403
        ),
        Refused("too many header fields", ["HTTP_A": "1", "HTTP_B": "2", "HTTP_C": "3", "HTTP_D": "4"], 431),
        Refused("too large header fields", ["HTTP_A": String(repeating: "a", count: 2000)], 431),
        Refused("the program's own URL", ["REQUEST_URI": "/app.fcgi", "SCRIPT_FILENAME": file("/app.fcgi")], 404),
        Refused(
            "the program's own URL, encoded",
            ["REQUEST_URI": "/%61pp.fcgi", "SCRIPT_FILENAME": file("/app.fcgi")],
            404
        ),
        Refused(
            "a path below the program's own URL",
            ["REQUEST_URI": "/app.fcgi/a/b.txt", "SCRIPT_FILENAME": file("/app.fcgi/a/b.txt")],
            404
        ),
        Refused("no route", ["REQUEST_URI": "/b.txt", "SCRIPT_FILENAME": file("/b.txt")], 404),
        Refused("a method in lower case", ["REQUEST_METHOD": "get", "REQUEST_URI": "/b.txt"], 404),
    ]

    private func gate(_ calls: Calls) -> Gate {
        var gate = Gate()
        gate.configuration.hosts = .only("www.example.com")
        gate.configuration.headerCountLimit = 4
        gate.configuration.headerByteLimit = 1000
        let rule = Access("rule") { _ in
            calls.note("rule")
            return true
        }
        gate.get("/a/{rest...}", allow: rule) { _ in "a" }
        gate.post("/a/{rest...}", allow: rule) { _ in "a" }
        gate.get("/app.fcgi", allow: rule) { _ in "a" }
        gate.get("/app.fcgi/{rest...}", allow: rule) { _ in "a" }
        return gate
    }

    /// The result of both roles: the status (200 for a file that may be sent) and the decision.
    private func outcomes(
        _ changes: [String: String?],
        _ calls: Calls
    ) async throws -> [(status: Int, decision: RequestRecord.Decision)] {
        var values = Self.passing
        for (name, value) in changes { values[name] = value }
        let records = Records()
        let dispatcher = try Dispatcher(gate(calls), observer: records.note)
        let parameters = try parameters(values)
        let response = await dispatcher.respond(to: parameters, body: RequestBody())
        let verdict = await dispatcher.verdict(on: parameters, body: RequestBody())
        let status =
            switch verdict {
            case .allowed: 200
            case .refused(let response): response.status.code
            }
        let decisions = records.all.map(\.decision)
        try #require(decisions.count == 2)
        return [(response.status.code, decisions[0]), (status, decisions[1])]
    }

    @Test("Both roles refuse without evaluating a rule, and record the same decision", arguments: requests)
    func bothRolesRefuse(_ refused: Refused) async throws {
        let calls = Calls()
        let outcomes = try await outcomes(refused.changes, calls)
        #expect(outcomes.map(\.status) == [refused.responder, refused.authorizer])
        #expect(outcomes[0].decision == outcomes[1].decision)
        #expect(calls.all.isEmpty)
    }

    /// Without this test, each refusal above could have another reason.
    @Test("The request without the changes is allowed in both roles")
    func unchangedRequestIsAllowed() async throws {
        let calls = Calls()
        #expect(try await outcomes([:], calls).map(\.status) == [200, 200])
        #expect(try await outcomes(["REQUEST_METHOD": "HEAD"], calls).map(\.status) == [200, 200])
        #expect(calls.all.count == 4)
    }

    /// A file path has no "/" at its end. The responder redirects to the form of the route, after the rule.
    @Test("A path in the other form of its route opens no file")
    func otherFormOpensNoFile() async throws {
        var gate = Gate()
        gate.get("/dir/", allow: .everyone) { _ in "a" }
        gate.get("/file", allow: .everyone) { _ in "a" }
        let dispatcher = try Dispatcher(gate)
        for (uri, file) in [("/dir", "/dir"), ("/file/", "/file"), ("/file/", "/file/"), ("/dir/", "/dir/")] {
            let parameters = try parameters([
                "REQUEST_METHOD": "GET", "REQUEST_URI": uri, "SCRIPT_FILENAME": Self.file(file),
            ])
            guard case .refused(let response) = await dispatcher.verdict(on: parameters, body: RequestBody()) else {
                Issue.record("\(uri) opens \(file)")
                continue
            }
            #expect(response.status == .notFound)
        }
    }
}

/// The records that an observer got.
private final class Records: Sendable {
    private let storage = Mutex<[RequestRecord]>([])

    var all: [RequestRecord] { storage.withLock { $0 } }

    func note(_ record: RequestRecord) { storage.withLock { $0.append(record) } }
}
