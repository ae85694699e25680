import FastCGI
import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// A program with a gate, started in every supported way.
@Suite("Starting and ending a program", .timeLimit(.minutes(5)))
struct StartTests {
    private let app = Products.program("TestApp")

    private func asCGI(
        _ environment: [String: String], arguments: [String] = [], input: String = ""
    ) throws
        -> (status: Int32, response: GatewayResponse?, errors: String)
    {
        let end = try Program(app, arguments, environment: environment, input: Array(input.utf8)).end()
        return (end.status, try? GatewayResponse(end.output), end.errors)
    }

    @Test("Started by hand without a listener: a usage text, exit 64")
    func startWithoutListenerExits64() throws {
        let end = try Program(app).end()
        #expect(end.status == 64)
        #expect(end.errors.contains("Usage: TestApp --listen ADDRESS"))
        #expect(end.output.isEmpty)
    }

    @Test("--help prints help on standard output")
    func helpIsPrinted() throws {
        let end = try Program(app, ["--help"]).end()
        #expect(end.status == 0)
        #expect(String(decoding: end.output, as: UTF8.self).contains("--listen ADDRESS"))
    }

    @Test(
        "Invalid arguments: one line that names them, exit 64",
        arguments: [
            (["--liste", "/tmp/x.sock"], "\"--liste\""), (["--listen"], "--listen needs"),
            (["--listen", "0.0.0.0:9000"], "loopback"), (["--listen", "localhost:9000"], "loopback"),
            (["--listen", "9000"], "neither a path"), (["--mount", "sub"], "--mount"),
            (["--listen", "/tmp/a.sock", "--listen", "/tmp/b.sock"], "twice"),
            (["--mount", "/a", "--mount", "/b"], "twice"), (["--log-level", "info", "--log-level", "info"], "twice"),
        ]
    )
    func invalidArgumentsExit64(arguments: [String], part: String) throws {
        let end = try Program(app, arguments).end()
        #expect(end.status == 64)
        #expect(end.errors.contains(part), "\(end.errors)")
    }

    @Test("Plain CGI: one request from the environment, with its body from standard input")
    func cgiServesOneRequest() throws {
        let got = try asCGI(["REQUEST_METHOD": "GET", "REQUEST_URI": "/items/c%20d"])
        #expect(got.status == 0)
        #expect(got.response?.status == .ok)
        #expect(got.response.map { String(decoding: $0.body, as: UTF8.self) } == "item c d\n")

        let posted = try asCGI(
            ["REQUEST_METHOD": "POST", "REQUEST_URI": "/echo", "CONTENT_LENGTH": "5"],
            input: "hello, and more than announced"
        )
        #expect(posted.response?.body == Array("hello".utf8))

        let truncated = try asCGI(
            ["REQUEST_METHOD": "POST", "REQUEST_URI": "/echo", "CONTENT_LENGTH": "500"],
            input: "hello"
        )
        #expect(truncated.response?.status == .badRequest)

        let malformed = try asCGI(["REQUEST_METHOD": "POST", "REQUEST_URI": "/echo", "CONTENT_LENGTH": "-1"])
        #expect(malformed.response?.status == .badRequest)

        #expect(try asCGI(["REQUEST_METHOD": "GET"]).response?.status == .badRequest)
        #expect(try asCGI(["GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_URI": "/"]).response?.status == .badRequest)
    }

    @Test("A HEAD request by CGI gets no body, even if it is refused")
    func cgiHEADHasNoBody() throws {
        var environment = ["REQUEST_METHOD": "HEAD", "REQUEST_URI": "/"]
        #expect(try asCGI(environment).response?.body.isEmpty == true)
        for number in 0..<300 { environment["VARIABLE_\(number)"] = "" }
        let head = try #require(try asCGI(environment).response)
        #expect(head.status == .badRequest)
        #expect(head.headers[.contentLength] == "16")
        #expect(head.body.isEmpty)
        environment["REQUEST_METHOD"] = "GET"
        #expect(try asCGI(environment).response?.body.count == 16)
    }

    @Test("Under CGI the arguments come from the client and are ignored")
    func cgiIgnoresArguments() throws {
        let directory = try TemporaryDirectory()
        let socket = directory.path("x.sock")
        // Apache runs GET /app.cgi?--listen+/tmp/x.sock in this way.
        let got = try asCGI(
            ["REQUEST_METHOD": "GET", "REQUEST_URI": "/", "QUERY_STRING": "--listen+\(socket)"],
            arguments: ["--listen", socket]
        )
        #expect(got.response?.status == .ok)
        #expect(!FileManager.default.fileExists(atPath: socket))
        let mounted = try asCGI(["REQUEST_METHOD": "GET", "REQUEST_URI": "/sub/"], arguments: ["--mount", "/sub"])
        #expect(mounted.response?.status == .notFound)
        #expect(
            try asCGI(["REQUEST_METHOD": "GET", "REQUEST_URI": "/"], arguments: ["--help"]).response?.status == .ok)
    }

    @Test("A Unix socket has mode 0600, replaces a stale one, not a live one, and is removed at the end")
    func unixSocketIsManaged() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("app.sock")
        let first = try Listening(app, path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try first.get("/").body == Array("open\n".utf8))

        let second = try Program(app, ["--listen", path]).end()
        #expect(second.status == 69)
        #expect(second.errors.contains("another process listens there"))
        #expect(try first.get("/").status == .ok)

        // Killed without cleanup: its socket is stale.
        first.program.signal(SIGKILL)
        _ = first.program.end()
        #expect(FileManager.default.fileExists(atPath: path))
        let third = try Listening(app, path)
        #expect(try third.get("/").status == .ok)
        third.program.signal(SIGTERM)
        #expect(third.program.end().status == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("A target outside the mount is refused")
    func targetOutsideMountIsRefused() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"), ["--mount", "/sub/app"])
        #expect(try program.get("/sub/app/").status == .ok)
        #expect(try program.get("/sub/app/items/7").body == Array("item 7\n".utf8))
        for outside in ["/", "/sub", "/sub/appx/", "/items/7", "/SUB/app/"] {
            #expect(try program.get(outside).status == .badRequest, "\(outside)")
        }
    }

    @Test(
        "A signal ends the program after the request in flight, exit 0",
        arguments: [SIGTERM, SIGINT, SIGQUIT, SIGUSR1, SIGHUP])
    func signalAwaitsRequestInFlight(number: Int32) throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"))
        var connection = try ClientConnection(to: program.address)
        try connection.send(program.request("/slow").bytes())
        #expect(program.program.errorLine(containing: "slow begins") != nil)
        program.program.signal(number)
        // Another signal follows. (For the same signal twice, see TerminationTests.)
        program.program.signal(number == SIGHUP ? SIGUSR1 : SIGHUP)
        #expect(try connection.receiveResponse().head().body == Array("slow and whole\n".utf8))
        #expect(program.program.end().status == 0)
        #expect(!FileManager.default.fileExists(atPath: program.socket))
    }

    @Test("SIGTERM ends an idle program at once, exit 0")
    func signalEndsIdleProgram() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"))
        program.program.signal(SIGTERM)
        #expect(program.program.end().status == 0)
    }

    @Test("A gate with configuration errors does not start and lists all of them, exit 78")
    func invalidGateExits78() throws {
        let end = try Program(app, environment: ["TESTAPP_MISTAKES": "1"]).end()
        #expect(end.status == 78)
        #expect(end.errors.contains("/items/{other}"))
        #expect(end.errors.contains("/items/{id}"))
        #expect(end.errors.contains("no-slash"))
        #expect(end.errors.contains("TestApp/main.swift:"))
    }
}
