import FastCGIClient
import HTTPTypes
import TestSupport
import Testing

/// Examples/Echo: the binding without the gate.
@Suite("Examples/Echo", .timeLimit(.minutes(5)))
struct EchoTests {
    @Test("responds with its parameters and body, the same by CGI and FastCGI")
    func echoesParametersAndBody() throws {
        let echo = try Products.example("Echo")
        let parameters = [(name: "REQUEST_METHOD", value: "POST"), (name: "CONTENT_LENGTH", value: "5")]
        let cgi = try Program(
            echo,
            environment: Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value) }),
            input: Array("hello".utf8)
        ).end()
        #expect(try String(decoding: GatewayResponse(cgi.output).body, as: UTF8.self).hasSuffix("\nhello"))

        let directory = try TemporaryDirectory()
        let program = try Listening(echo, directory.path("echo.sock"))
        var connection = try ClientConnection(to: program.address)
        let response = try connection.exchange(ClientRequest(parameters, body: Array("hello".utf8))).head()
        #expect(String(decoding: response.body, as: UTF8.self) == "REQUEST_METHOD=POST\nCONTENT_LENGTH=5\nhello")
    }

    /// As a user runs it at a terminal.
    @Test("responds to cgi-fcgi, libfcgi's own client")
    func respondsToCgiFcgi() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(Products.example("Echo"), directory.path("echo.sock"))
        let end = try Program(
            "/usr/bin/cgi-fcgi",
            ["-bind", "-connect", program.socket],
            environment: ["REQUEST_METHOD": "POST", "CONTENT_LENGTH": "5"],
            input: Array("hello".utf8)
        ).end()
        #expect(end.status == 0)
        let response = try GatewayResponse(end.output)
        #expect(response.status == .ok)
        let lines = String(decoding: response.body, as: UTF8.self).split(separator: "\n")
        #expect(lines.contains("REQUEST_METHOD=POST") && lines.contains("CONTENT_LENGTH=5"))
        #expect(lines.last == "hello")
    }

    /// Breaks if an error reaches the top level of the program, which would crash it.
    @Test("exits with one line and a status of sysexits.h if it cannot serve")
    func failuresExitWithOneLine() throws {
        let echo = try Products.example("Echo")
        let nonsense = try Program(echo, ["--listen", "nonsense"]).end()
        #expect(nonsense.status == 64)
        #expect(
            nonsense.errors == """
                Echo: --listen: "nonsense" is neither a path (with a "/") nor ADDRESS:PORT, such as 127.0.0.1:9000

                """
        )
        // Only the standard descriptors: not even enough to read the program's name.
        let refused = try Program("/bin/sh", ["-c", "ulimit -n 3; exec \"$0\" --listen 127.0.0.1:0", echo]).end()
        #expect(refused.status == 71)
        #expect(refused.errors.hasPrefix("cannot start: eventfd: Too many open files; raise"), "\(refused.errors)")
        #expect(refused.errors.split(separator: "\n").count == 1)
    }

    @Test("logs a request that breaks off, in the log of its virtual host")
    func brokenRequestIsLogged() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(Products.example("Echo"), directory.path("echo.sock"))
        var connection = try ClientConnection(to: program.address)
        let request = ClientRequest([(name: "CONTENT_LENGTH", value: "5")], body: Array("hel".utf8))
        let errors = try connection.exchange(request).errors
        #expect(String(decoding: errors, as: UTF8.self).hasPrefix("error fastcgi: the handler failed: "))
    }

    @Test("allows signed-in users only, as an authorizer")
    func authorizerAllowsSignedInUsers() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(Products.example("Echo"), directory.path("echo.sock"))
        func ask(_ parameters: [(name: String, value: String)]) throws -> GatewayResponse {
            var connection = try ClientConnection(to: program.address)
            return try connection.exchange(ClientRequest(parameters, role: 2)).head()
        }
        let yes = try ask([(name: "REMOTE_USER", value: "ada")])
        #expect(yes.status == .ok)
        #expect(yes.headers[try #require(HTTPField.Name("Variable-ECHO_USER"))] == "ada")
        #expect(try ask([(name: "REMOTE_ADDR", value: "192.0.2.1")]).status == .forbidden)
    }
}
