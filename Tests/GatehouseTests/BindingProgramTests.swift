import FastCGI
import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// A program on the binding alone, from the point of view of its caller.
@Suite("A program without the gate", .timeLimit(.minutes(5)))
struct BindingProgramTests {
    private let responder = Products.program("TestResponder")

    /// Expects one line, which is not a crash report, and a status of sysexits.h.
    private func expectEnd(
        _ status: Int32,
        _ part: String,
        _ path: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let end = try Program(path, arguments, environment: environment).end()
        #expect(end.status == status, sourceLocation: sourceLocation)
        #expect(end.errors.contains(part), "\(end.errors)", sourceLocation: sourceLocation)
        #expect(end.errors.hasPrefix("TestResponder: "), "\(end.errors)", sourceLocation: sourceLocation)
        let lines = end.errors.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 2 && lines.last == "", "\(end.errors)", sourceLocation: sourceLocation)
        #expect(end.output.isEmpty, sourceLocation: sourceLocation)
    }

    @Test("Missing or invalid arguments: one line with the valid ones, exit 64")
    func invalidArgumentsExit64() throws {
        try expectEnd(64, "or set an address: --listen /run/app.sock", responder)
        try expectEnd(64, "invalid arguments \"--liste\" \"/tmp/x.sock\"; use", responder, ["--liste", "/tmp/x.sock"])
        try expectEnd(64, "invalid arguments \"--listen\"; use", responder, ["--listen"])
        try expectEnd(64, "--listen: \"nonsense\" is neither a path", responder, ["--listen", "nonsense"])
        try expectEnd(64, "--listen: \"0.0.0.0:9000\" is not a loopback", responder, ["--listen", "0.0.0.0:9000"])
    }

    @Test("Control characters in that line are escaped")
    func controlCharactersAreEscaped() throws {
        try expectEnd(64, #"\x1b[2J"#, responder, ["\u{1B}[2J"])
        try expectEnd(69, #"\x1b[2J"#, responder, ["--listen", "/nowhere/\u{1B}[2J.sock"])
    }

    @Test("A used or unusable address: exit 69")
    func unusableAddressExits69() throws {
        let directory = try TemporaryDirectory()
        let first = try Listening(responder, directory.path("app.sock"))
        try expectEnd(69, "another process listens there; stop it", responder, ["--listen", first.socket])
        try expectEnd(
            69, "No such file or directory; choose a directory", responder, ["--listen", "/nowhere/app.sock"])
        try expectEnd(
            69, "cannot listen on /nowhere/app.sock", responder,
            environment: ["TESTRESPONDER_SOCKET": "/nowhere/app.sock"])
    }

    @Test("An invalid list of web servers: exit 78, and no socket")
    func invalidPeersExit78() throws {
        let directory = try TemporaryDirectory()
        let socket = directory.path("app.sock")
        let peers = ["FCGI_WEB_SERVER_ADDRS": "127.0.0.1,everybody"]
        try expectEnd(78, "FCGI_WEB_SERVER_ADDRS: ", responder, ["--listen", socket], environment: peers)
        #expect(!FileManager.default.fileExists(atPath: socket))
    }

    @Test("A failed system call: exit 71, with the name of the call and advice")
    func failedSystemCallExits71() throws {
        let directory = try TemporaryDirectory()
        let socket = directory.path("app.sock")
        // Enough descriptors for the loader and the socket, but not for a server.
        let end = try Program("/bin/sh", ["-c", "ulimit -n 5; exec \"$0\" --listen \"$1\"", responder, socket]).end()
        #expect(end.status == 71)
        // Any of the calls may fail.
        let line = try Regex(
            "^TestResponder: cannot start: [a-z0-9_]+: Too many open files; raise the limit of open files")
        #expect(end.errors.split(separator: "\n").last?.firstMatch(of: line) != nil, "\(end.errors)")
        #expect(end.errors.split(separator: "\n").count == 2, "\(end.errors)")
        #expect(!FileManager.default.fileExists(atPath: socket))
    }

    /// A program that serves on its own listener.
    private func ownListener(_ socket: String) throws -> (program: Program, address: SocketAddress) {
        let program = try Program(responder, environment: ["TESTRESPONDER_SOCKET": socket])
        #expect(program.errorLine(containing: "listening on \(socket)") != nil)
        return (program, try SocketAddress(socket))
    }

    private func ask(_ connection: borrowing ClientConnection, _ wish: String) throws {
        try connection.send(ClientRequest([(name: "HTTP_X_DO", value: wish)]).bytes())
    }

    @Test(
        "A program with its own listener sets its mode, and ends after the request in flight on a signal",
        arguments: [SIGTERM, SIGINT, SIGQUIT, SIGUSR1, SIGHUP]
    )
    func ownListenerEndsAfterRequest(number: Int32) throws {
        let directory = try TemporaryDirectory()
        let socket = directory.path("app.sock")
        let (program, address) = try ownListener(socket)
        let mode = try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int
        #expect(mode == 0o660)
        var connection = try ClientConnection(to: address)
        try ask(connection, "slow")
        #expect(program.errorLine(containing: "slow begins") != nil)
        program.signal(number)
        let body = try connection.receiveResponse().head().body
        #expect(String(decoding: body, as: UTF8.self) == "slow and whole by \(program.id)\n")
        #expect(program.end().status == 0)
        #expect(!FileManager.default.fileExists(atPath: socket))
    }

    /// Breaks if a program with threads that never end continues, or ends with a status for which it is not restarted.
    @Test("Handlers that never end: exit 75, and a new process serves", arguments: [false, true])
    func stuckHandlersExitWith75(isManaged: Bool) throws {
        let directory = try TemporaryDirectory()
        let socket = directory.path("app.sock")
        let environment = ["TESTRESPONDER_TIMEOUT": "100", "TESTRESPONDER_PATIENCE": "50"]
        let program =
            isManaged
            ? try Listening(managed: "/usr/bin/env", socket, environment.map { "\($0)=\($1)" } + [responder])
            : try Listening(responder, socket, environment: environment)
        for _ in 0..<4 {
            var connection = try ClientConnection(to: program.address)
            try ask(connection, "hang")
            #expect(try connection.receiveResponse().head().status == .serviceUnavailable)
        }
        let end = program.program.end()
        #expect(end.status == 75, "\(end.errors)")
        #expect(end.errors.contains("4 cancelled tasks do not end"), "\(end.errors)")
        let next = try Listening(responder, socket, environment: environment)
        #expect(try next.get("/").status == .ok)
    }

    @Test("A program with its own arguments passes on the rest, and stops by itself")
    func ownArgumentsAreKept() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(
            responder, directory.path("app.sock"), ["--own"], environment: ["TESTRESPONDER_OWN": "--own"])
        #expect(try program.get("/").status == .ok)
        // The handler calls stop() of the server that main() has published.
        #expect(program.program.end().status == 0)
    }

    /// Breaks if the program is treated as if mod_fcgid had started it.
    @Test("A second SIGTERM ends a program with its own listener at once")
    func secondSignalEndsAtOnce() throws {
        let directory = try TemporaryDirectory()
        let (program, address) = try ownListener(directory.path("app.sock"))
        let connection = try ClientConnection(to: address)
        try ask(connection, "hang")
        #expect(program.errorLine(containing: "hang begins") != nil)
        program.signal(SIGTERM)
        // The kernel would merge two pending signals.
        try program.untilSignalsAreTaken()
        program.signal(SIGTERM)
        #expect(program.end().status == 143)
    }

    @Test("The error of a handler is in the log of the virtual host, and not on standard error")
    func handlerErrorIsInHostLog() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(responder, directory.path("app.sock"))
        let parameters = [(name: "HTTP_X_DO", value: "steps"), (name: "HTTP_X_STEPS", value: "throw no such table")]
        var connection = try ClientConnection(to: program.address)
        let response = try connection.exchange(ClientRequest(parameters))
        #expect(try response.head().status == .internalServerError)
        let line = "error fastcgi: the handler failed: \"no such table\"\n"
        #expect(String(decoding: response.errors, as: UTF8.self).hasPrefix(line))
        program.program.signal(SIGTERM)
        #expect(!program.program.end().errors.contains("the handler failed"))
    }

    @Test("cgi-fcgi, libfcgi's own client, ends with the application status")
    func cgiFcgiGetsApplicationStatus() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(responder, directory.path("app.sock"))
        for status in [0, 7] as [Int32] {
            let environment = ["HTTP_X_DO": "steps", "HTTP_X_STEPS": "status \(status);respond 200 abc"]
            let end = try Program(
                "/usr/bin/cgi-fcgi", ["-bind", "-connect", program.socket], environment: environment
            ).end()
            #expect(end.status == status)
            #expect(String(decoding: end.output, as: UTF8.self).hasSuffix("\r\n\r\nabc"))
        }
    }

    /// Breaks if the writer cannot be passed to a function that Swift runs elsewhere by default. Then a package without
    /// `NonisolatedNonsendingByDefault` could not split its handler into functions.
    @Test(
        "A handler may be a function, call functions and actors, and capture values",
        arguments: [
            "await Server.main(respond)",
            "await Server.main { request, response in try await respond(request, response) }",
            "await Server.main { [name] request, response in try response.finish(.init(status: .ok), body: name) }",
            "await Server.main { request, response in try await desk.respond(request, response) }",
            """
            await Server.main { _, response in
                var body = try response.start(.init(status: .ok))
                try await page(&body)
                try body.finish()
            }
            """,
        ]
    )
    func handlerFormsCompile(serving: String) throws {
        let compiler = try SwiftCompiler().check([
            "main.swift": "import FastCGI\n\nlet name: [UInt8] = []\nlet desk = Desk()\n\(serving)\n",
            "Respond.swift": """
            import FastCGI

            func respond(_ request: Request, _ response: consuming ResponseWriter) async throws {
                try response.finish(HTTPResponse(status: .ok))
            }

            func page(_ body: inout ResponseBodyWriter) async throws {
                try body.write([])
            }

            actor Desk {
                func respond(_ request: Request, _ response: consuming ResponseWriter) throws {
                    try response.finish(HTTPResponse(status: .ok))
                }
            }

            """,
        ])
        #expect(compiler.isCompiled && compiler.diagnostics.isEmpty, "\(compiler.messages)")
    }
}
