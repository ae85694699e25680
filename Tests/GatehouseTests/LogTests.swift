import FastCGIClient
import Foundation
import TestSupport
import Testing

/// The default destinations of a program's log lines.
@Suite("The log of a program", .timeLimit(.minutes(5)))
struct LogTests {
    private let app = Products.program("TestApp")

    /// mod_fcgid writes FCGI_STDERR to the site's log, which its owner can read, and plain standard error to another
    /// log.
    @Test("During a request the log goes to FCGI_STDERR without a time, otherwise to standard error with it")
    func logGoesToRequestOrStandardError() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"))
        var connection = try ClientConnection(to: program.address)
        let response = try connection.exchange(program.request("/no where\n"))
        let errors = String(decoding: response.errors, as: UTF8.self)
        #expect(errors.hasPrefix("notice gatehouse: target refused: "), "\(errors)")
        #expect(errors.contains(" [status=400 "), "\(errors)")
        #expect(errors.hasSuffix("method=\"GET\" target=\"/no where\\x0a\"]\n"), "\(errors)")
        #expect(errors.utf8.count { $0 == 0x0A } == 1)
        program.program.signal(SIGTERM)
        // The line at startup has already been read.
        #expect(program.program.end().errors == "")
        let other = try Program(app, ["--listen", directory.path("other.sock")])
        let line = try #require(other.errorLine(containing: "listening on"))
        #expect(
            try line.wholeMatch(of: Regex(#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ notice gatehouse: listening on .*"#)) != nil
        )
    }

    @Test("With --log-destination standard-error the whole log goes to standard error with times")
    func standardErrorGetsWholeLog() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"), ["--log-destination", "standard-error"])
        for target in ["/no where\n", "/hidden", "/mishap"] {
            var connection = try ClientConnection(to: program.address)
            #expect(try connection.exchange(program.request(target)).errors.isEmpty, "\(target)")
        }
        // The binding refuses this request, before the gate.
        var connection = try ClientConnection(to: program.address)
        #expect(try connection.exchange(ClientRequest([(name: "CONTENT_LENGTH", value: "x")])).errors.isEmpty)
        program.program.signal(SIGTERM)
        let lines = program.program.end().errors.split(separator: "\n")
        let expected = [
            "target refused", "denied", "failed",
            #"request refused: CONTENT_LENGTH is not a valid number: "x" [status=400]"#,
        ]
        #expect(lines.count == expected.count, "\(lines)")
        for (line, text) in zip(lines, expected) {
            let begin = try Regex(#"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (notice|error) gatehouse: "#)
            #expect(line.prefixMatch(of: begin) != nil && line.contains(text), "\(line)")
        }
    }

    @Test(
        "An invalid or repeated destination is an error",
        arguments: [
            ["--log-destination"], ["--log-destination", "nowhere"],
            ["--log-destination", "web-server", "--log-destination", "web-server"],
        ])
    func invalidDestinationIsAnError(_ arguments: [String]) throws {
        let end = try Program(app, arguments).end()
        #expect(end.status == 64)
        #expect(end.errors.contains("--log-destination"))
    }

    /// CGI has no FCGI_STDERR; a line on standard output would become a part of the response.
    @Test("Under CGI the log goes to standard error, and not into the response")
    func cgiLogsToStandardError() throws {
        let end = try Program(app, environment: ["REQUEST_METHOD": "GET", "REQUEST_URI": "/hidden"]).end()
        #expect(String(decoding: end.output, as: UTF8.self).hasPrefix("Status: 404"))
        #expect(end.errors.contains("Z notice gatehouse: denied: "))
        #expect(!String(decoding: end.output, as: UTF8.self).contains("denied"))
    }

    /// The program's own logging system must be kept.
    @Test("The program's own logging system is used")
    func bootstrappedLoggingIsUsed() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"), environment: ["TESTAPP_OWN_LOG": "1"])
        var connection = try ClientConnection(to: program.address)
        #expect(try connection.exchange(program.request("/nowhere")).errors.isEmpty)
        program.program.signal(SIGTERM)
        #expect(program.program.end().errors.contains("OWN no route"))
    }
}
