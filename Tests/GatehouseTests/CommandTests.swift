import FastCGI
import FastCGIClient
import Foundation
import TestSupport
import Testing

/// Commands of a program: TestApp has `touch`, whose effect is visible, and `list`.
@Suite("Commands of a program", .timeLimit(.minutes(5)))
struct CommandTests {
    private let app = Products.program("TestApp")

    @Test("A command gets all arguments after its name, and its standard output is unchanged, exit 0")
    func commandGetsItsArguments() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("made")
        let end = try Program(app, ["touch", path, "--help", "-x", "list"]).end()
        #expect(end.status == 0, "\(end.errors)")
        #expect(String(decoding: end.output, as: UTF8.self) == "made \(path) --help -x list\n")
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test("A thrown error goes to standard error, with the status of a CommandError, or 1")
    func thrownErrorsHaveStatus() throws {
        let usage = try Program(app, ["touch"]).end()
        #expect(usage.status == 64)
        #expect(usage.errors == "TestApp: touch wants a path\n")
        let failed = try Program(app, ["touch", "/nowhere/x"]).end()
        #expect(failed.status == 1)
        #expect(failed.errors == "TestApp: Mishap()\n")
    }

    @Test(
        "An unknown command exits with 64 and lists the valid ones",
        arguments: [
            ("tuoch", "unknown command \"tuoch\"; did you mean touch? Commands: touch, list"),
            ("Touch", "unknown command \"Touch\"; did you mean touch? Commands: touch, list"),
            ("serve", "unknown command \"serve\". Commands: touch, list"),
        ])
    func unknownCommandExits64(word: String, message: String) throws {
        let end = try Program(app, [word, "/tmp/x"]).end()
        #expect(end.status == 64)
        #expect(end.errors == "TestApp: \(message)\nRun TestApp --help for the usage.\n")
    }

    @Test("--help has a line for each command; configuration errors stop every command, and name invalid commands")
    func helpListsCommands() throws {
        let text = String(decoding: try Program(app, ["--help"]).end().output, as: UTF8.self)
        #expect(text.contains("\n       TestApp COMMAND …\n"))
        #expect(text.contains("\n  touch PATH  makes a file and prints its path\n  list        prints nothing\n"))
        let end = try Program(app, ["list"], environment: ["TESTAPP_MISTAKES": "1"]).end()
        #expect(end.status == 78)
        #expect(end.errors.contains("duplicate command 'list'"))
        #expect(end.errors.contains("invalid command name \"-x\""))
    }

    /// Breaks if `GET /?touch+/tmp/x` runs a command that only a local user may run.
    @Test(
        "Under CGI the arguments come from the client: no command runs, and the request gets a response",
        arguments: ["GATEWAY_INTERFACE", "REQUEST_METHOD"])
    func cgiRunsNoCommand(variable: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("made")
        for words in [["touch", path], ["list"], ["--help"], ["unknown"]] {
            let end = try Program(
                app, words,
                environment: [
                    variable: variable == "REQUEST_METHOD" ? "GET" : "CGI/1.1", "REQUEST_URI": "/",
                    "QUERY_STRING": words.joined(separator: "+"),
                ]
            ).end()
            #expect(String(decoding: end.output, as: UTF8.self).hasPrefix("Status: "), "\(words)")
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test(
        "One variable of a gateway is enough to refuse a command",
        arguments: [
            "REQUEST_URI", "QUERY_STRING", "SCRIPT_NAME", "SCRIPT_FILENAME", "SERVER_SOFTWARE", "SERVER_PROTOCOL",
            "REMOTE_ADDR", "REDIRECT_STATUS", "FCGI_ROLE",
        ])
    func gatewayVariableRefusesCommand(variable: String) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("made")
        let end = try Program(app, ["touch", path], environment: [variable: ""]).end()
        #expect(end.status == 64)
        #expect(end.errors.contains("run the command touch from a command line"))
        #expect(end.output.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("With a listening socket on descriptor 0 no command runs")
    func fastCGIRunsNoCommand() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("made")
        let end = try Program(
            "/usr/bin/spawn-fcgi", ["-n", "-s", directory.path("s"), "--", app, "touch", path]
        ).end()
        #expect(end.status == 64)
        #expect(end.errors.contains("run the command touch from a command line"))
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}

/// The warnings of `serve()` about files that others can read.
@Suite("Warnings about private files of a program", .timeLimit(.minutes(5)))
final class PrivateFileWarningTests {
    private let app = Products.program("TestApp")
    private let database: String
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        database = directory.path("app.db")
        let manager = FileManager.default
        _ = manager.createFile(atPath: database, contents: Data(), attributes: [.posixPermissions: 0o644])
        try manager.setAttributes([.posixPermissions: 0o644], ofItemAtPath: database)
        try manager.setAttributes([.posixPermissions: 0o711], ofItemAtPath: directory.url.path)
    }

    @Test("The program warns at startup with the command that fixes it, and not about a private file")
    func warningIsLoggedAtStartup() throws {
        let program = try Program(
            app, ["--listen", directory.path("s")], environment: ["TESTAPP_PRIVATE": database])
        let line = try #require(program.errorLine(containing: "app.db"))
        #expect(
            line.contains("warning gatehouse: ") && line.hasSuffix("(mode 0644); run chmod 600 \"\(database)\""),
            "\(line)")
        program.signal(SIGTERM)
        _ = program.end()
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: database)
        let closed = try Program(
            app, ["--listen", directory.path("s")], environment: ["TESTAPP_PRIVATE": database])
        #expect(closed.errorLine(containing: "listening on") != nil)
        closed.signal(SIGTERM)
        #expect(!closed.end().errors.contains("app.db"))
        let relative = try Program(app, environment: ["TESTAPP_PRIVATE": "app.db"]).end()
        #expect(relative.status == 78)
        #expect(relative.errors.contains("privateFiles: \"app.db\" is not an absolute path"))
    }

    /// mod_fcgid sends standard error to a log that a customer of the host cannot read.
    @Test("Under a process manager the first request repeats the warning, in the error log of the host")
    func firstRequestRepeatsWarning() throws {
        let socket = directory.path("s")
        let program = try Program(
            "/usr/bin/spawn-fcgi", ["-n", "-s", socket, "--", app], environment: ["TESTAPP_PRIVATE": database])
        #expect(program.errorLine(containing: "chmod 600") != nil)
        for isFirst in [true, false] {
            var connection = try ClientConnection(to: SocketAddress(socket))
            let response = try connection.exchange(
                ClientRequest([
                    (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: "/"),
                    (name: "REMOTE_ADDR", value: "127.0.0.1"),
                ]))
            #expect(String(decoding: response.errors, as: UTF8.self).contains("chmod 600") == isFirst)
            #expect(try response.head().status == .ok)
        }
        program.signal(SIGTERM)
        _ = program.end()
    }
}
