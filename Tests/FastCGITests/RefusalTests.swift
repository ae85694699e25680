import FastCGIClient
import GatewayInterface
import HTTPTypes
import Testing

@testable import FastCGI

@Suite("Requests that must not reach a handler", .timeLimit(.minutes(5)))
struct RefusalTests {
    /// A request and the reason for its refusal.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: ClientRequest
        var limits = ParameterLimits()

        init(_ what: String, _ pairs: [(name: String, value: String)], limits: ParameterLimits = ParameterLimits()) {
            testDescription = what
            request = ClientRequest(pairs)
            self.limits = limits
        }
    }

    /// Expects a plain response with this status, and a served request after it.
    private func expect(
        _ status: HTTPResponse.Status,
        to request: ClientRequest,
        limits: ParameterLimits = ParameterLimits()
    ) async throws {
        let recorder = Recorder()
        let responses = try await serving(recorder.handler, Setting(limits: limits)) { address, _ in
            [try Peer.ask(address, request), try Peer.ask(address, .get("next"))]
        }
        #expect(responses[0].status == status)
        #expect(responses[0].text == "\(status.code) \(status.reasonPhrase)\n", "only the status code and its reason")
        #expect(responses[0].headers[.contentType] == "text/plain; charset=utf-8")
        #expect(responses[1].text == "response to next")
        #expect(recorder.requests.map { $0["NAME"] } == ["next"], "the handler was called for a refused request")
    }

    static let unfit = [
        Case("one pair more than 256", (0...256).map { (name: "P\($0)", value: "") }),
        Case("one pair more than the limit", [("A", ""), ("B", ""), ("C", "")], limits: ParameterLimits(count: 2)),
        Case("larger than 128 KiB together", [("A", String(repeating: "a", count: 128 * 1024))]),
        Case("a byte larger than the limit", [("NAME", "1234567")], limits: ParameterLimits(bytes: 10)),
        Case("the same name twice", [("A", "1"), ("B", "1"), ("A", "2")]),
        Case("the same name and value twice", [("REMOTE_USER", "me"), ("REMOTE_USER", "me")]),
        Case("a name twice, once through '=' in the name", [("A", "b=c"), ("A=b", "c")]),
        Case("a second FCGI_ROLE of the peer's own", [("FCGI_ROLE", "RESPONDER"), ("FCGI_ROLE", "FILTER")]),
        Case("an empty name", [("", "value")]),
        Case("nothing but an empty pair", [("", "")]),
        Case("a name with a NUL", [("NA\0ME", "x")]),
    ]

    @Test("Invalid parameters are a 400, and no handler runs", arguments: unfit)
    func invalidParametersAre400(_ example: Case) async throws {
        // The valid request that follows has two parameters.
        var limits = example.limits
        limits.count = max(limits.count, 2)
        if limits.bytes == 10 {
            // The byte limit is too small for the valid request, so only the refusal is checked.
            let recorder = Recorder()
            let response = try await serving(recorder.handler, Setting(limits: limits)) { address, _ in
                let good = try Peer.ask(address, ClientRequest([(name: "NAME", value: "123456")]))
                #expect(good.status == .ok, "exactly the limit")
                return try Peer.ask(address, example.request)
            }
            #expect(response.status == .badRequest)
            #expect(recorder.count == 1)
        } else {
            try await expect(.badRequest, to: example.request, limits: limits)
        }
    }

    @Test(
        "A malformed CONTENT_LENGTH is refused",
        arguments: ["+5", "-1", "5 ", " 5", "5,5", "0x10", "1e3", "٣", "5.0", "abc", "9223372036854775808", "5\r\n"]
            + [String(repeating: "9", count: 400)]
    )
    func malformedContentLengthIsRefused(_ text: String) async throws {
        try await expect(.badRequest, to: .post(Array("hello".utf8), length: text))
    }

    @Test(
        "Roles other than RESPONDER are refused by default",
        arguments: [2, 3])
    func otherRolesAreRefused(_ role: Int) async throws {
        var request = ClientRequest.get("other role")
        request.role = UInt16(role)
        try await expect(.forbidden, to: request)
    }

    @Test("An unknown role gets FCGI_UNKNOWN_ROLE and no response", arguments: [0, 4, 256, 65_535])
    func unknownRoleIsRefused(_ role: Int) async throws {
        let recorder = Recorder()
        try await serving(recorder.handler) { address, _ in
            var request = ClientRequest.get("unknown")
            request.role = UInt16(role)
            var peer = try Peer(address)
            try peer.send(request.bytes())
            let records = try peer.records()
            #expect(records.last?.content == [0, 0, 0, 0, 3, 0, 0, 0])
            #expect(records.allSatisfy { $0.kind == .standardError || $0.kind == .endRequest })
            #expect(try peer.receive() == nil)
            #expect(try Peer.ask(address, .get("next")).text == "response to next")
        }
        #expect(recorder.requests.map { $0["NAME"] } == ["next"])
    }

    @Test("A refused request with an unread body still gets its response")
    func refusedBodyIsDrained() async throws {
        let recorder = Recorder()
        let response = try await serving(recorder.handler) { address, _ in
            // More than both ends buffer: the peer is still sending when it is refused.
            try Peer.ask(address, .post(Array(repeating: 0x61, count: 8_000_000), length: "many"))
        }
        #expect(response.status == .badRequest)
        #expect(recorder.count == 0)
    }

    @Test("A connection survives a refused request")
    func connectionSurvivesRefusal() async throws {
        let recorder = Recorder()
        let texts = try await serving(recorder.handler) { address, _ in
            var peer = try Peer(address)
            let first = try peer.ask(.get("twice", [(name: "NAME", value: "again")]), keepsConnection: true)
            let second = try peer.ask(.get("good"), keepsConnection: true)
            return [first.text, second.text]
        }
        #expect(texts == ["400 Bad Request\n", "response to good"])
        #expect(recorder.count == 1)
    }

    @Test("A NUL in a value is refused, because it would end the strings of libfcgi")
    func nulInValueIsRefused() async throws {
        let recorder = Recorder()
        let status = try await serving(recorder.handler) { address, _ in
            try Peer.ask(address, .get("x", [(name: "REQUEST_URI", value: "/open\0/closed")])).status
        }
        #expect(status == .badRequest)
        #expect(recorder.count == 0)
    }

    @Test("A name with an equals sign is refused, because libfcgi joins name and value")
    func equalsSignInNameIsRefused() async throws {
        let recorder = Recorder()
        let status = try await serving(recorder.handler) { address, _ in
            try Peer.ask(address, ClientRequest([(name: "REMOTE_USER=root", value: "x")])).status
        }
        #expect(status == .badRequest)
        #expect(recorder.count == 0)
    }
}
