import FastCGI
import FastCGIClient
import Foundation
import TestSupport
import Testing

/// Programs that get a signal while they have background work.
@Suite("Background work and the end of the program", .timeLimit(.minutes(5)))
struct AfterResponseTests {
    private let app = Products.program("TestApp")

    /// Requests a response with background work that ends when `file` exists, and receives the complete response.
    private func ask(_ program: Listening, _ file: String) throws {
        var connection = try ClientConnection(to: program.address)
        let request = ClientRequest([
            (name: "REQUEST_METHOD", value: "GET"), (name: "REQUEST_URI", value: "/after"),
            (name: "REMOTE_ADDR", value: "::1"), (name: "HTTP_ACCEPT", value: file),
        ])
        #expect(try connection.exchange(request).head().body == Array("responded\n".utf8))
        #expect(program.program.errorLine(containing: "work begins") != nil)
    }

    private func create(_ file: String) {
        #expect(FileManager.default.createFile(atPath: file, contents: nil))
    }

    /// Breaks if SIGTERM ends the process before its background work.
    @Test("SIGTERM during background work: the work is completed, then exit 0", arguments: [false, true])
    func sigtermAwaitsWork(isManaged: Bool) throws {
        let directory = try TemporaryDirectory()
        let file = directory.path("file")
        let socket = directory.path("app.sock")
        let program = isManaged ? try Listening(managed: app, socket) : try Listening(app, socket)
        try ask(program, file)
        program.program.signal(SIGTERM)
        // The socket is closed, and the process still runs.
        let end = ContinuousClock.now + .hang
        while (try? program.address.connect()) != nil, ContinuousClock.now < end { usleep(2000) }
        create(file)
        let ended = program.program.end()
        #expect(ended.errors.contains("work is done"), "\(ended.errors)")
        #expect(ended.status == 0)
    }

    /// Breaks if work delays the end for longer than a web server waits: mod_fcgid kills after eight seconds.
    @Test("SIGTERM during endless work: the work is cancelled and logged, exit 0")
    func endlessWorkIsCancelled() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"))
        try ask(program, directory.path("never"))
        let begin = ContinuousClock.now
        program.program.signal(SIGTERM)
        let ended = program.program.end()
        #expect(ended.errors.contains("cancelling unfinished background work"), "\(ended.errors)")
        #expect(!ended.errors.contains("work is done"))
        #expect(ended.status == 0)
        #expect(begin.duration(to: .now) < .seconds(7))
    }

    private func cgi(_ file: String, drain: String? = nil) throws -> Program {
        var environment = ["REQUEST_METHOD": "GET", "REQUEST_URI": "/after", "HTTP_ACCEPT": file]
        environment["TESTAPP_DRAIN"] = drain
        return try Program(app, environment: environment)
    }

    /// Breaks if the web server waits for the work, or the process does not. mod_cgid sends SIGTERM after the response.
    @Test("CGI: standard output ends before the work, and the process ends after it", arguments: [false, true])
    func cgiResponsePrecedesWork(isToldToEnd: Bool) throws {
        let directory = try TemporaryDirectory()
        let file = directory.path("file")
        let program = try cgi(file)
        #expect(program.line(beginningWith: "responded") != nil)
        // Up to the end of the output.
        #expect(program.line(beginningWith: "nothing more") == nil)
        #expect(program.errorLine(containing: "work begins") != nil)
        // There is no event to wait for: after SIGTERM the work continues for almost its whole limit, and without
        // SIGTERM for longer.
        if isToldToEnd { program.signal(SIGTERM) }
        usleep(isToldToEnd ? 500_000 : 2_300_000)
        if isToldToEnd { program.signal(SIGTERM) }
        create(file)
        let ended = program.end()
        #expect(ended.errors.contains("work is done"), "\(ended.errors)")
        #expect(ended.status == 0)
    }

    /// Breaks if work is not cancelled in time: mod_cgid kills three seconds after its SIGTERM.
    @Test("CGI: endless work is cancelled before the web server kills the process")
    func cgiCancelsEndlessWork() throws {
        let directory = try TemporaryDirectory()
        // The limit is two seconds, whatever the program sets.
        let program = try cgi(directory.path("never"), drain: "40000")
        #expect(program.errorLine(containing: "work begins") != nil)
        let begin = ContinuousClock.now
        program.signal(SIGTERM)
        let ended = program.end()
        #expect(ended.errors.contains("cancelling unfinished background work"), "\(ended.errors)")
        #expect(ended.status == 0)
        #expect(begin.duration(to: .now) < .seconds(15))
    }

    /// The limit would otherwise be two seconds.
    @Test("CGI: a drainTimeout shorter than the limit is honored")
    func cgiHonorsShorterDrainTimeout() throws {
        let directory = try TemporaryDirectory()
        let program = try cgi(directory.path("never"), drain: "0")
        #expect(program.errorLine(containing: "work begins") != nil)
        let begin = ContinuousClock.now
        program.signal(SIGTERM)
        #expect(program.end().errors.contains("the program is ending; cancelling unfinished background work"))
        #expect(begin.duration(to: .now) < .seconds(2))
    }

    @Test("CGI: work that ignores its cancellation ends with the process, before the web server kills it")
    func cgiAbandonsUncancellableWork() throws {
        let environment = ["REQUEST_METHOD": "GET", "REQUEST_URI": "/after/deaf", "TESTAPP_DRAIN": "40000"]
        let program = try Program(app, environment: environment)
        #expect(program.errorLine(containing: "work begins") != nil)
        let begin = ContinuousClock.now
        program.signal(SIGTERM)
        let ended = program.end()
        #expect(ended.errors.contains("cancelled background work does not end; ending without it"), "\(ended.errors)")
        #expect(ended.status == 0)
        #expect(begin.duration(to: .now) < .seconds(15))
    }

    /// Breaks if the work ends with the SIGTERM that Apache sends to a CGI program after the response.
    @Test(
        "Behind Apache the client gets the response before the work ends",
        arguments: ["cgi-rewrite", "fcgid-wrapper"])
    func apacheSendsResponseBeforeWork(template: String) throws {
        let directory = try TemporaryDirectory()
        let file = directory.path("file")
        let site = try ApacheSite(.template(template), mount: "/", binary: app)
        let connection = try SocketAddress("127.0.0.1:\(site.port)").connect()
        let request = "GET /after HTTP/1.1\r\nHost: 127.0.0.1:\(site.port)\r\nAccept: \(file)\r\n\r\n"
        try connection.write(request.utf8)
        // Up to the end of the response, not of the connection, which stays open.
        var bytes: [UInt8] = []
        while !RawResponse(bytes).text.contains("responded\n") {
            let piece = try connection.read(upTo: 64 * 1024)
            try #require(!piece.isEmpty, "\(String(decoding: bytes, as: UTF8.self))")
            bytes += piece
        }
        #expect(!(try log(site)).contains("work is done"))
        create(file)
        let end = ContinuousClock.now + .hang
        while !(try log(site)).contains("work is done"), ContinuousClock.now < end { usleep(5000) }
        let text = try log(site)
        #expect(text.contains("work is done"), "\(text)")
    }

    private func log(_ site: ApacheSite) throws -> String {
        try String(contentsOf: site.errorLog, encoding: .utf8)
    }
}
