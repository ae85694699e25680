import FastCGIClient
import HTTPTypes
import Testing

@testable import FastCGI

@Suite("The authorizer role", .timeLimit(.minutes(5)))
struct AuthorizerTests {
    private let setting = Setting(roles: [.responder, .authorizer])

    private func question(role: UInt16 = 2) -> ClientRequest {
        ClientRequest([(name: "REQUEST_METHOD", value: "GET"), (name: "REMOTE_USER", value: "ada")], role: role)
    }

    @Test("authorize() allows the request and passes variables on")
    func authorizeAllowsWithVariables() async throws {
        let response = try await serving(
            responding { request, response in
                #expect(request.role == .authorizer)
                try response.authorize(["AUTH_METHOD": "cookie", "USER": request.parameters["REMOTE_USER"] ?? "?"])
            }, setting
        ) { [self] address, _ in try Peer.ask(address, question()) }
        #expect(response.status == .ok)
        #expect(response.headers[try #require(HTTPField.Name("Variable-AUTH_METHOD"))] == "cookie")
        #expect(response.headers[try #require(HTTPField.Name("Variable-USER"))] == "ada")
    }

    @Test("The variables may be a computed list")
    func variablesMayBeComputed() async throws {
        let groups = ["staff", "editors"]
        let response = try await serving(
            responding { _, response in
                try response.authorize(groups.enumerated().map { ("GROUP_\($0.offset)", $0.element) })
            }, setting
        ) { [self] address, _ in try Peer.ask(address, question()) }
        #expect(response.status == .ok)
        #expect(response.headers[try #require(HTTPField.Name("Variable-GROUP_0"))] == "staff")
        #expect(response.headers[try #require(HTTPField.Name("Variable-GROUP_1"))] == "editors")
    }

    @Test(
        "The error about an invalid variable says whether its name or value is wrong",
        arguments: [
            ([("A B", "x")], #"invalid variable name "A B";"#),
            ([("A", "x"), ("", "y")], #"invalid variable name "";"#),
            ([("A", "x\ny")], "the field Variable-A contains a line break"),
            ([("A", "x"), ("B", "y"), ("a", "z")], "duplicate variable a;"),
        ] as [([(String, String)], String)]
    )
    func invalidVariableIsNamed(variables: [(String, String)], part: String) async throws {
        let error = Box<FastCGIError?>(nil)
        let response = try await serving(
            responding { _, response in
                do {
                    try response.authorize(variables)
                } catch let refusal as FastCGIError {
                    error.value = refusal
                }
            }, setting
        ) { [self] address, _ in try Peer.ask(address, question()) }
        #expect(response.status == .internalServerError)
        #expect(error.value == FastCGIError(.invalidResponse, ""))
        #expect(error.value?.message.contains(part) == true, "\(error.value?.message ?? "no error")")
    }

    @Test("A 200 by finish() or start() does not allow the request and becomes a 500")
    func otherResponsesDoNotAllow() async throws {
        let error = Box<[FastCGIError]>([])
        let handlers: [Server.Handler] = [
            responding { _, response in try response.finish(HTTPResponse(status: .ok), body: Array("for a client".utf8))
            },
            responding { _, response in _ = try response.start(HTTPResponse(status: .ok)) },
            { _, _ in },
            { _, _ in throw Failure("no") },
        ]
        for handler in handlers {
            let response = try await serving(
                responding { request, response in
                    do {
                        try await handler(request, response)
                    } catch let caught as FastCGIError {
                        error.change { $0.append(caught) }
                    }
                }, setting
            ) { [self] address, _ in try Peer.ask(address, question()) }
            #expect(response.status == .internalServerError)
        }
        #expect(error.value == [FastCGIError(.invalidResponse, ""), FastCGIError(.invalidResponse, "")])
    }

    @Test("A denial is sent to the client unchanged")
    func denialIsSentToClient() async throws {
        let response = try await serving(
            responding { _, response in
                try response.finish(HTTPResponse(status: .forbidden), body: Array("not you\n".utf8))
            },
            setting
        ) { [self] address, _ in try Peer.ask(address, question()) }
        #expect(response.status == .forbidden)
        #expect(response.text == "not you\n")
    }

    @Test(
        "A variable that could become several fields is refused",
        arguments: [("", "x"), ("A B", "x"), ("A:", "x"), ("A\r\nB", "x"), ("A", "x\r\nStatus: 500"), ("A", "\0")]
    )
    func variablesCannotInjectFields(name: String, value: String) async throws {
        let response = try await serving(
            responding { _, response in try response.authorize([name: value]) }, setting
        ) { [self] address, _ in try Peer.ask(address, question()) }
        #expect(response.status == .internalServerError)
    }

    @Test("A responder cannot authorize, and the filter role is refused")
    func otherRolesCannotAuthorize() async throws {
        let responses = try await serving(
            responding { _, response in try response.authorize() }, setting
        ) { [self] address, _ in
            [try Peer.ask(address, question(role: 1)).status, try Peer.ask(address, question(role: 3)).status]
        }
        #expect(responses == [.internalServerError, .forbidden])
    }

    @Test("A server refuses the authorizer role by default")
    func authorizerRoleIsOffByDefault() async throws {
        let recorder = Recorder()
        let response = try await serving(recorder.handler) { [self] address, _ in try Peer.ask(address, question()) }
        #expect(response.status == .forbidden)
        #expect(recorder.count == 0)
    }

    @Test("A 200 that replaces a started response is a 500")
    func replacing200Is500() async throws {
        for (role, status) in [(2, 500), (1, 200)] as [(UInt16, Int)] {
            let response = try await serving(
                responding { _, response in
                    _ = try response.start(.plain(403))
                    throw ReplacementResponse(CompleteResponse(head: .plain(200), body: []))
                }, setting
            ) { [self] address, _ in try Peer.ask(address, question(role: role)) }
            #expect(response.status.code == status)
        }
    }
}
