import FastCGI
import FastCGIClient
import Foundation
import TestSupport
import Testing

/// Output of a program, or of its child process, to standard output: it goes to the log, and to no response.
@Suite("Output to standard output", .timeLimit(.minutes(5)))
struct PrintTests {
    private let responder = Products.program("TestResponder")
    private let app = Products.program("TestApp")
    private static let kinds = ["print", "put", "child"]

    private func environment(_ steps: String) -> [String: String] {
        ["REQUEST_METHOD": "GET", "REQUEST_URI": "/", "HTTP_X_DO": "steps", "HTTP_X_STEPS": steps]
    }

    @Test("Under CGI it is not in the response, whenever it is printed", arguments: kinds)
    func cgiOutputIsNotInResponse(kind: String) throws {
        for steps in [
            "\(kind) secret;respond 200 abc", "respond 200 abc;\(kind) secret",
            "start 200 3;write a;flush;\(kind) secret;write bc;finish;\(kind) secret",
        ] {
            let end = try Program(responder, environment: environment(steps)).end()
            #expect(
                String(decoding: end.output, as: UTF8.self) == "Status: 200\r\nContent-Length: 3\r\n\r\nabc", "\(steps)"
            )
            #expect(end.errors.split(separator: "\n").contains("secret"), "\(end.errors)")
            #expect(end.status == 0)
        }
    }

    @Test("Under CGI it is in the log, also for a refused request or in background work")
    func cgiOutputIsLoggedAtEnd() throws {
        let left = try Program(responder, environment: environment("leave later;print secret;respond 200 abc")).end()
        #expect(String(decoding: left.output, as: UTF8.self) == "Status: 200\r\nContent-Length: 3\r\n\r\nabc")
        #expect(left.errors.contains("later") && left.errors.contains("secret"), "\(left.errors)")
        let refused = try Program(
            app,
            environment: ["REQUEST_METHOD": "GET", "REQUEST_URI": "/%zz", "TESTAPP_PRINTS": "printed before it serves"]
        ).end()
        #expect(String(decoding: refused.output, as: UTF8.self).hasPrefix("Status: 400"))
        #expect(!String(decoding: refused.output, as: UTF8.self).contains("printed"))
        #expect(refused.errors.contains("printed before it serves\n"))
    }

    /// Breaks if output waits for 4 KiB more, or for the end of a process that runs for days.
    @Test("Under FastCGI it is logged at once", arguments: kinds)
    func fastCGIOutputIsLoggedAtOnce(kind: String) throws {
        let directory = try TemporaryDirectory()
        let listening = try Listening(managed: responder, directory.path("s"))
        var connection = try ClientConnection(to: listening.address)
        let parameters = environment("\(kind) secret;respond 200 abc").map { (name: $0.key, value: $0.value) }
        let response = try connection.exchange(ClientRequest(parameters))
        #expect(try response.head().body == Array("abc".utf8))
        let program = listening.program
        #expect(program.errorLine(containing: "secret") == "secret")
        program.signal(SIGTERM)
        #expect(program.end().output.isEmpty)
    }

    @Test("With standard error closed it is dropped, and the response is complete")
    func closedStandardErrorDropsOutput() throws {
        let end = try Program(
            "/bin/bash", ["-c", "exec 2>&-; exec \"$0\"", responder],
            environment: environment("print secret;respond 200 abc")
        ).end()
        #expect(String(decoding: end.output, as: UTF8.self) == "Status: 200\r\nContent-Length: 3\r\n\r\nabc")
    }
}
