import Foundation
import TestSupport
import Testing

/// The binding alone, as a process with one request: TestResponder runs the steps.
@Suite("Requests by CGI", .timeLimit(.minutes(5)))
struct CGITests {
    private static let responder = Products.program("TestResponder")
    private static let plain500 =
        "Status: 500 Internal Server Error\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n"
        + "X-Content-Type-Options: nosniff\r\nContent-Length: 26\r\n\r\n"

    private func environment(_ steps: String, _ more: [String: String] = [:]) -> [String: String] {
        ["REQUEST_METHOD": "GET", "HTTP_X_DO": "steps", "HTTP_X_STEPS": steps].merging(more) { $1 }
    }

    private func run(
        _ steps: String,
        _ more: [String: String] = [:],
        input: String? = ""
    ) throws -> (status: Int32, output: String, errors: String) {
        let program = try Program(
            Self.responder, environment: environment(steps, more), input: input.map { Array($0.utf8) })
        let end = program.end()
        return (end.status, String(decoding: end.output, as: UTF8.self), end.errors)
    }

    /// Runs the responder by a shell that replaces the standard descriptors.
    private func run(
        _ steps: String,
        _ more: [String: String] = [:],
        of program: String = CGITests.responder,
        by script: String
    ) throws -> (status: Int32, output: String, errors: String) {
        let directory = try TemporaryDirectory()
        let end = try Program(
            "/bin/bash", ["-c", script, program, directory.path("pipe")],
            environment: environment(steps, more)
        ).end()
        return (end.status, String(decoding: end.output, as: UTF8.self), end.errors)
    }

    // MARK: The response

    /// Breaks if a response without a body gets one: the client could read it as the next response.
    @Test(
        "A response is written with its status first; HEAD, 204 and 304 have no body",
        arguments: [
            ("GET", "respond 200 abc", "Status: 200\r\nContent-Length: 3\r\n\r\nabc"),
            ("HEAD", "respond 200 abc", "Status: 200\r\nContent-Length: 3\r\n\r\n"),
            ("GET", "respond 304 abc", "Status: 304\r\n\r\n"),
            ("GET", "start 200;write abc;finish", "Status: 200\r\n\r\nabc"),
            ("GET", "start 200 3;write ab;flush;write c;finish", "Status: 200\r\nContent-Length: 3\r\n\r\nabc"),
            ("HEAD", "start 200 3;write ab;flush;write c;finish", "Status: 200\r\nContent-Length: 3\r\n\r\n"),
            ("HEAD", "start 200 3;finish", "Status: 200\r\nContent-Length: 3\r\n\r\n"),
            ("GET", "start 204;write abc;finish", "Status: 204\r\n\r\n"),
            ("GET", "start 304;write abc;finish", "Status: 304\r\n\r\n"),
        ])
    func responseIsWrittenToStandardOutput(_ method: String, _ steps: String, _ expected: String) throws {
        let end = try run(steps, ["REQUEST_METHOD": method])
        #expect(end.output == expected)
        #expect(end.status == 0)
        #expect(end.errors.split(separator: "\n").allSatisfy { $0.hasSuffix(": done") }, "\(end.errors)")
    }

    /// Breaks if bytes of the body stay unread: behind mod_cgid, the response then breaks off.
    @Test("A body that the handler ignores is read before the process ends")
    func ignoredBodyIsRead() throws {
        let end = try run(
            "respond 200 abc", ["REQUEST_METHOD": "POST", "CONTENT_LENGTH": "12"],
            by: #"printf 'twelve bytes' | { "$0"; cat; }"#)
        #expect(end.output == "Status: 200\r\nContent-Length: 3\r\n\r\nabc")
    }

    @Test(
        "A file or a part of it is written; HEAD and 304 have no body",
        arguments: [
            ("GET", "200", "0 10", "Status: 200\r\nContent-Length: 10\r\n\r\n0123456789"),
            ("GET", "206", "2 3", "Status: 206\r\nContent-Length: 3\r\n\r\n234"),
            ("GET", "200", "10 0", "Status: 200\r\nContent-Length: 0\r\n\r\n"),
            ("HEAD", "200", "2 3", "Status: 200\r\nContent-Length: 3\r\n\r\n"),
            ("GET", "304", "2 3", "Status: 304\r\n\r\n"),
        ])
    func fileIsWrittenToStandardOutput(_ method: String, _ code: String, _ part: String, _ expected: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("file")
        try Data("0123456789".utf8).write(to: URL(fileURLWithPath: path))
        let end = try run("file \(code) \(path) \(part)", ["REQUEST_METHOD": method])
        #expect(end.output == expected)
        #expect(end.errors.hasSuffix(": done\n"))
    }

    /// sendfile(2) refuses such an output. Breaks if the client then gets a length without a body.
    @Test("A file is written to a standard output that was opened to append", arguments: [3, 150_000])
    func fileIsAppendedToStandardOutput(_ length: Int) throws {
        let file = try TemporaryDirectory()
        let path = file.path("file")
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 9) & 0x7F }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let end = try run("file 206 \(path) 5 \(length)", by: #""$0" >>"$1"; cat "$1""#)
        let head = "Status: 206\r\nContent-Length: \(length)\r\n\r\n"
        #expect(end.output.hasPrefix(head))
        // Compared outside #expect, which would print everything.
        let isWhole = Array(end.output.utf8.dropFirst(head.utf8.count)) == Array(bytes[5..<5 + length])
        #expect(isWhole)
        #expect(end.errors.hasSuffix(": done\n"), "\(end.errors)")
    }

    /// Breaks if a handler that catches the error, and does nothing more, leaves the client without a response.
    @Test(
        "A refused response is replaced by a 500",
        arguments: [
            "respond 199 abc", "start 199", "file 199 \(responder)", "start 200 3;write abcd;finish",
            "start 200 5;write abc;finish", "authorize",
        ])
    func refusedResponseIs500(_ steps: String) throws {
        let end = try run(steps)
        #expect(end.output == Self.plain500 + "500 Internal Server Error\n")
        #expect(end.errors.contains(": invalidResponse: "), "\(end.errors)")
        #expect(try run(steps, ["REQUEST_METHOD": "HEAD"]).output.hasPrefix("Status: "))
    }

    @Test("A stream that is dropped before its first byte is a 500, for HEAD without a body")
    func unfinishedStreamIs500() throws {
        #expect(try run("start 200;write abc").output == Self.plain500 + "500 Internal Server Error\n")
        #expect(try run("start 200;write abc", ["REQUEST_METHOD": "HEAD"]).output == Self.plain500)
        #expect(try run("start 200;write abc;flush;write d").output == "Status: 200\r\n\r\nabc")
    }

    /// Breaks if bytes follow a gap: the client would read them as the missing ones.
    @Test("Refused bytes of a started body end it, and nothing follows")
    func refusedBytesEndBody() throws {
        let head = "Status: 200\r\nContent-Length: 5\r\n\r\n"
        let long = try run("start 200 5;write abc;flush;write defg;write de;finish")
        #expect(long.output == head + "abc")
        #expect(long.errors.contains("write defg: invalidResponse: the body is longer"), "\(long.errors)")
        #expect(long.errors.contains("write de: requestOver: the request is over"), "\(long.errors)")
        #expect(long.errors.contains("finish: requestOver: the request is over"), "\(long.errors)")
        let short = try run("start 200 5;write abc;flush;write d;finish")
        #expect(short.output == head + "abc")
        #expect(short.errors.contains("finish: invalidResponse: the body ends after 4 of"), "\(short.errors)")
    }

    /// Breaks if a stream of many small pieces stays in memory, or makes a write(2) for each.
    @Test("A stream is sent when 8 KiB have accumulated, including its head")
    func streamIsSentIn8KiB() throws {
        let limit = ["TESTRESPONDER_TIMEOUT": "300"]
        let head = "Status: 200\r\n\r\n"
        let most = 8 * 1024 - head.utf8.count
        #expect(try run("start 200;fill \(most - 1);wait", limit).output.hasPrefix("Status: 503 "))
        let full = try run("start 200;fill 1;fill \(most - 1);wait", limit)
        #expect(full.output.hasPrefix(head + "xx"))
        #expect(full.output.utf8.count == 8 * 1024)
    }

    /// A standard output that is a pipe without a reader.
    private static let nobodyReads = #"mkfifo "$1"; exec 3<>"$1" 4>"$1" 3>&-; exec "$0" >&4 4>&-"#

    @Test("A closed standard output is an error for the handler and a log line, and not a signal")
    func closedOutputIsClientGone() throws {
        for steps in ["respond 200 abc", "start 200;flush;write abc;finish"] {
            let end = try run(steps, by: Self.nobodyReads)
            #expect(end.status == 0)
            #expect(end.errors.contains("clientGone: the web server closed standard output: "), "\(end.errors)")
            #expect(!end.errors.contains(": done\nfinish"), "\(end.errors)")
        }
        // Breaks if a handler that ignores the first error treats its response as sent.
        let end = try run("start 200;write abc;flush;finish", by: Self.nobodyReads)
        #expect(end.errors.contains("finish: requestOver: the request is over"), "\(end.errors)")
    }

    /// Breaks if background work runs although the client got no response.
    @Test("Background work does not run if the response was not read", arguments: ["/after", "/after/stream"])
    func unreadResponseRunsNoWork(_ target: String) throws {
        let app = Products.program("TestApp")
        let environment = ["REQUEST_URI": target, "HTTP_ACCEPT": "/"]
        let end = try run("", environment, of: app, by: Self.nobodyReads)
        #expect(!end.errors.contains("work begins"), "\(end.errors)")
        #expect(end.errors.contains("the web server closed standard output") || target != "/after")
        #expect(end.status == 0)
        // Otherwise it would run: "/" is an existing file.
        #expect(try run("", environment, of: app, by: #"exec "$0""#).errors.contains("work begins"))
    }

    @Test("Background work does not run if the response was refused, and the client gets an incident number")
    func refusedResponseRunsNoWork() throws {
        let program = try Program(
            Products.program("TestApp"), environment: ["REQUEST_METHOD": "GET", "REQUEST_URI": "/after/refused"])
        let end = program.end()
        let output = String(decoding: end.output, as: UTF8.self)
        #expect(output.hasPrefix("Status: 500 "))
        #expect(output.contains("\nIncident "), "\(output)")
        #expect(!end.errors.contains("work begins"), "\(end.errors)")
    }

    /// Six descriptors are enough for a response, but not for background work.
    @Test("If background work cannot start, the client still gets its response, and the log says so")
    func failedWorkStartIsLogged() throws {
        let app = Products.program("TestApp")
        let environment = ["REQUEST_URI": "/after", "HTTP_ACCEPT": "/"]
        let end = try run("", environment, of: app, by: #"ulimit -n 6; exec "$0""#)
        #expect(end.output.hasSuffix("\r\n\r\nresponded\n"))
        #expect(end.errors.contains("background work was not started: "), "\(end.errors)")
        #expect(!end.errors.contains("work begins"))
        #expect(end.status == 0)
    }

    // MARK: The body

    @Test(
        "The body has CONTENT_LENGTH bytes of standard input",
        arguments: [
            (nil, "collect 10", "0 bytes"), ("", "collect 10", "0 bytes"), ("0", "collect 10", "0 bytes"),
            ("0", "collect 0", "0 bytes"), ("3", "collect 10", "3 bytes"), ("3", "collect 3", "3 bytes"),
            ("3", "collect 2", "is longer than 2 bytes"), ("5", "collect 10", "5 bytes"),
            ("6", "collect 10", "broke off"),
            ("9223372036854775807", "collect 10", "is longer than 10 bytes"), ("3", "read 10", "3 bytes"),
            ("3", "read 2", "is longer than 2 bytes"),
            ("9223372036854775807", "read 10", "is longer than 10 bytes"),
            ("6", "collect 5;collect 10", "is longer than 5 bytes"),
        ])
    func bodyIsReadToContentLength(_ length: String?, _ steps: String, _ expected: String) throws {
        let end = try run(
            steps + ";respond 200", length.map { ["CONTENT_LENGTH": $0] } ?? [:], input: "hello")
        let first = String(end.errors.split(separator: "\n").first ?? "")
        #expect(first.contains(expected), "\(end.errors)")
        #expect(end.output == "Status: 200\r\nContent-Length: 0\r\n\r\n")
    }

    /// If a body is refused before anything was read, it can still be read.
    @Test("A body can be read once, and not after the response")
    func bodyIsReadOnce() throws {
        func errors(_ steps: String) throws -> [String] {
            let end = try run(steps, ["CONTENT_LENGTH": "5"], input: "hello, and more")
            return end.errors.split(separator: "\n").map(String.init)
        }
        let twice = ["collect 9: 5 bytes", "collect 9: 0 bytes", "respond 200: done"]
        #expect(try errors("collect 9;collect 9;respond 200") == twice)
        #expect(try errors("collect 4;collect 5;respond 200").dropFirst().first == "collect 5: 5 bytes")
        #expect(try errors("respond 200;collect 9").last?.contains("after the end of the request") == true)
        #expect(try errors("start 200;finish;collect 9").last?.contains("after the end of the request") == true)
        #expect(try errors("start 200;collect 9;finish").dropFirst().first == "collect 9: 5 bytes")
    }

    /// Breaks if a client can make the process hold a large body in memory.
    @Test("A body sequence has pieces of at most 64 KiB")
    func bodyPiecesAreLimited() throws {
        let script = #"head -c 200000 /dev/zero >"$1"; exec "$0" <"$1""#
        let end = try run("length;pieces;respond 200", ["CONTENT_LENGTH": "150000"], by: script)
        #expect(end.errors == "length: 150000\npieces: 150000 bytes, at most 65536\nrespond 200: done\n")
        #expect(try run("length;respond 200").errors == "length: 0\nrespond 200: done\n")
    }

    @Test("An unreadable standard input is a truncated body")
    func unreadableInputTruncatesBody() throws {
        let end = try run("collect 9;respond 200", ["CONTENT_LENGTH": "3"], by: #"exec "$0" </"#)
        #expect(end.errors.hasPrefix("collect 9: ") && end.errors.contains("broke off"), "\(end.errors)")
    }

    @Test(
        "A malformed CONTENT_LENGTH is a 400 and a log line, and no handler runs",
        arguments: ["-1", "5 ", "9223372036854775808"])
    func malformedContentLengthIs400(_ length: String) throws {
        let end = try run("respond 200", ["CONTENT_LENGTH": length], input: "hello")
        #expect(end.output.hasPrefix("Status: 400 Bad Request\r\n"))
        #expect(end.output.hasSuffix("\r\n\r\n400 Bad Request\n"))
        let line = "request refused: CONTENT_LENGTH is not a valid number: \"\(length)\" [status=400]\n"
        #expect(end.errors.hasSuffix(line))
        #expect(end.status == 0)
    }

    // MARK: The process

    /// Breaks if the exit status always reports success.
    @Test(
        "The process exits with the application status, if the handler sets one",
        arguments: [
            ("respond 200 abc", 0), ("status 7;respond 200 abc", 7),
            ("start 200;write abc;flush;status 300;finish", 44),
        ])
    func exitStatusIsApplicationStatus(_ steps: String, _ status: Int32) throws {
        let end = try run(steps)
        #expect(end.status == status)
        #expect(end.output.hasSuffix("\r\n\r\nabc"))
    }

    /// Breaks if a client can write lines into the log, or control the terminal of its reader.
    @Test("An error of a handler is one escaped log line, and the client gets no details")
    func thrownErrorIsOneLogLine() throws {
        let end = try run("throw a\n2026-01-01T00:00:00Z error fastcgi: forged\u{1B}[31m")
        #expect(end.output == Self.plain500 + "500 Internal Server Error\n")
        let lines = end.errors.split(separator: "\n")
        #expect(lines.count == 2, "\(end.errors)")
        let escaped = #"the handler failed: "a\x0a2026-01-01T00:00:00Z error fastcgi: forged\x1b[31m""#
        #expect(lines.first?.hasSuffix(escaped) == true, "\(end.errors)")
        #expect(lines.last?.hasSuffix("the handler sent no response; sending 500") == true)
        #expect(!end.errors.contains("\u{1B}"))
    }

    /// Breaks if the next opened file becomes standard output, or if a missing input counts as an empty body.
    @Test("Closed standard descriptors are handled")
    func closedDescriptorsAreHandled() throws {
        let input = try run("collect 9;respond 200 abc", ["CONTENT_LENGTH": "3"], by: #"exec "$0" <&-"#)
        #expect(input.output == "Status: 200\r\nContent-Length: 3\r\n\r\nabc")
        #expect(input.errors.contains("collect 9: ") && input.errors.contains("broke off"), "\(input.errors)")
        let errors = try run("throw up", by: #"exec "$0" 2>&-"#)
        #expect(errors.output == Self.plain500 + "500 Internal Server Error\n")
        let output = try run("respond 200 abc", by: #"exec "$0" >&-"#)
        #expect(output.errors == "respond 200 abc: done\n")
        #expect(output.status == 0)
    }

    @Test("The limit of the number of variables is exact")
    func variableLimitIsExact() throws {
        // Four variables of CGI, two of the test program, and the ones that tests add.
        let count = 6 + Program.inherited.count
        let environment = ["TESTRESPONDER_PARAMETERS": "\(count)", "TESTRESPONDER_TIMEOUT": "20000"]
        #expect(try run("respond 200", environment).output.hasPrefix("Status: 200\r\n"))
        let end = try run("respond 200", environment.merging(["OTHER": ""]) { $1 })
        #expect(end.output.hasPrefix("Status: 400 Bad Request\r\n"))
        #expect(
            end.errors.contains(
                "request refused: more than \(count) parameters (gate.configuration.headerCountLimit, or Server"),
            "\(end.errors)")
    }

    /// Apache runs GET /app.cgi?--listen+/tmp/x.sock in this way. Breaks if a client can choose what the program does.
    @Test("Arguments come from the client and are ignored", arguments: [["x"], ["--listen", "SOCKET"]])
    func argumentsAreIgnored(_ arguments: [String]) throws {
        let directory = try TemporaryDirectory()
        let socket = directory.path("x.sock")
        let program = try Program(
            Self.responder, arguments.map { $0 == "SOCKET" ? socket : $0 }, environment: environment("respond 200"))
        let end = program.end()
        #expect(end.output == Array("Status: 200\r\nContent-Length: 0\r\n\r\n".utf8))
        #expect(!FileManager.default.fileExists(atPath: socket))
    }

    /// Breaks if a client's header field sets the proxy of the program's own requests and child processes.
    @Test("HTTP_PROXY is removed from the environment of the process")
    func httpProxyIsRemoved() throws {
        let end = try run("environment HTTP_PROXY;environment HTTP_X_DO;respond 200", ["HTTP_PROXY": "http://evil/"])
        #expect(end.errors == "environment HTTP_PROXY: none\nenvironment HTTP_X_DO: steps\nrespond 200: done\n")
    }

    /// Breaks if settings are read from other variables, or truncated.
    @Test("Only variables with the prefix are returned")
    func variablesAreFilteredByPrefix() throws {
        let environment = ["GATE_": "", "GATE_A": "x=y", "GATEWAY_B": "1", "XGATE_C": "2", "GATE": "3"]
        let end = try run("variables GATE_;respond 200", environment)
        #expect(end.errors == "variables GATE_: GATE_A|x=y, GATE_|\nrespond 200: done\n")
    }

    @Test("An infinite timeout means no timeout")
    func infiniteTimeoutIsAccepted() throws {
        let end = try run("respond 200", ["TESTRESPONDER_TIMEOUT": "never"])
        #expect(end.output == "Status: 200\r\nContent-Length: 0\r\n\r\n")
        #expect(end.status == 0)
    }
}
