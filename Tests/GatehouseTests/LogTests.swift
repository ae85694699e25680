import FastCGIClient
import Foundation
import TestSupport
import Testing

/// Where the lines of a program go that does nothing about its log.
@Suite("the log of a program", .timeLimit(.minutes(5)))
struct LogTests {
    private let app = Products.program("TestApp")

    /// mod_fcgid puts FCGI_STDERR where the customer of a host can read it, and plain standard error where not.
    @Test("in a request FCGI_STDERR without a time, outside of one standard error with it")
    func places() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"))
        var connection = try ClientConnection(to: program.address)
        let response = try connection.exchange(program.request("/no where\n"))
        let errors = String(decoding: response.errors, as: UTF8.self)
        #expect(errors.hasPrefix("notice gatehouse: target refused: "), "\(errors)")
        #expect(errors.hasSuffix("status=400 target=\"/no where\\x0a\"]\n"), "\(errors)")
        #expect(errors.utf8.count { $0 == 0x0A } == 1)
        program.program.signal(SIGTERM)
        // The line of the start has been read.
        #expect(program.program.end().errors == "")
        let other = try Program(app, ["--listen", directory.path("other.sock")])
        let line = try #require(other.errorLine(containing: "listening on"))
        #expect(
            try line.wholeMatch(of: Regex(#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ notice gatehouse: listening on .*"#)) != nil
        )
    }

    @Test("with --log-destination standard-error all of it is there, with the time, and none on the connection")
    func standardError() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"), ["--log-destination", "standard-error"])
        for target in ["/no where\n", "/hidden", "/mishap"] {
            var connection = try ClientConnection(to: program.address)
            #expect(try connection.exchange(program.request(target)).errors.isEmpty, "\(target)")
        }
        // Refused by the binding, before the gate.
        var connection = try ClientConnection(to: program.address)
        #expect(try connection.exchange(ClientRequest([(name: "CONTENT_LENGTH", value: "x")])).errors.isEmpty)
        program.program.signal(SIGTERM)
        let lines = program.program.end().errors.split(separator: "\n")
        let expected = [
            "target refused", "denied", "failed",
            #"request refused: CONTENT_LENGTH is no number: "x" [status=400]"#,
        ]
        #expect(lines.count == expected.count, "\(lines)")
        for (line, text) in zip(lines, expected) {
            let begin = try Regex(#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (notice|error) gatehouse: "#)
            #expect(line.prefixMatch(of: begin) != nil && line.contains(text), "\(line)")
        }
    }

    @Test(
        "a destination that is none, or said twice, is an error",
        arguments: [
            ["--log-destination"], ["--log-destination", "nowhere"],
            ["--log-destination", "web-server", "--log-destination", "web-server"],
        ])
    func badDestination(_ arguments: [String]) throws {
        let end = try Program(app, arguments).end()
        #expect(end.status == 64)
        #expect(end.errors.contains("--log-destination"))
    }

    /// CGI has no FCGI_STDERR; a line on standard output would be a part of the answer.
    @Test("under CGI standard error, and an answer that is only the answer")
    func cgi() throws {
        let end = try Program(app, environment: ["REQUEST_METHOD": "GET", "REQUEST_URI": "/hidden"]).end()
        #expect(String(decoding: end.output, as: UTF8.self).hasPrefix("Status: 404"))
        #expect(end.errors.contains("Z notice gatehouse: denied: "))
        #expect(!String(decoding: end.output, as: UTF8.self).contains("denied"))
    }

    /// A program that has chosen where it logs must not be overruled.
    @Test("what the program gave to LoggingSystem.bootstrap is used")
    func bootstrapped() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"), environment: ["TESTAPP_OWN_LOG": "1"])
        var connection = try ClientConnection(to: program.address)
        #expect(try connection.exchange(program.request("/nowhere")).errors.isEmpty)
        program.program.signal(SIGTERM)
        #expect(program.program.end().errors.contains("OWN no route"))
    }
}
