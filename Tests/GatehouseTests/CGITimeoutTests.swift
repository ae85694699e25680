import FastCGI
import Foundation
import TestSupport
import Testing

/// A CGI process whose request exceeds its timeout.
@Suite("The request timeout under CGI", .timeLimit(.minutes(5)))
struct CGITimeoutTests {
    private static let head =
        "Status: 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n"
        + "X-Content-Type-Options: nosniff\r\nContent-Length: 24\r\n\r\n"
    private static let response = head + "503 Service Unavailable\n"

    /// Enough time to react to a cancellation on the busiest machine.
    private static let time = ["TESTRESPONDER_PATIENCE": "20000"]

    private func run(
        _ wish: String,
        method: String = "GET",
        timeout: Int = 150,
        program path: String = Products.program("TestResponder"),
        _ more: [String: String] = [:]
    ) throws -> (status: Int32, output: String, errors: String) {
        var environment = [
            "REQUEST_METHOD": method, "HTTP_X_DO": wish, "TESTRESPONDER_TIMEOUT": String(timeout),
        ]
        environment.merge(more) { $1 }
        // Standard input stays open without data.
        let program = try Program(path, environment: environment, input: nil)
        // A process that does not end would remain forever.
        let kill = DispatchWorkItem { program.signal(SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 30, execute: kill)
        let end = program.end()
        kill.cancel()
        return (end.status, String(decoding: end.output, as: UTF8.self), end.errors)
    }

    /// Breaks if a handler can occupy a process forever. Hosts allow only a few processes.
    @Test("A blocked handler: 503, a log line, exit 75", arguments: ["hang", "body"])
    func blockedHandlerExits75(_ wish: String) throws {
        let end = try run(wish, ["CONTENT_LENGTH": wish == "body" ? "3" : "0"])
        #expect(end.output == Self.response)
        #expect(end.status == 75)
        #expect(end.errors.contains("the request took longer than 0.15 seconds: cutting it off"))
        #expect(end.errors.contains("does not end; ending without it"))
    }

    /// Breaks if a request is cut off before it is logged, or if the log has no calls.
    @Test("A slow request is logged once with its calls before it is cut off")
    func slowRequestIsLogged() throws {
        let end = try run("hang", timeout: 1000, ["TESTRESPONDER_SLOW": "200"])
        let lines = end.errors.split(separator: "\n").filter { $0.contains("is slow") || $0.contains("cutting it off") }
        #expect(lines.count == 2 && lines.first?.contains("a request is slow and still runs") == true, "\(end.errors)")
        #expect(lines.first?.contains("hangsInNamedFunction") == true, "\(end.errors)")
        #expect(lines.first?.contains("build=") == false, "\(end.errors)")
        #expect(end.status == 75 && end.output == Self.response)
    }

    /// Breaks if the log of a stripped program does not say which program it was.
    @Test("The entry about a slow request of a program without names has addresses and the build ID")
    func buildIDIsLogged() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("nameless")
        let program = Products.program("TestResponder")
        try FileManager.default.copyItem(atPath: program, toPath: path)
        // The number of sections (elf(5)): the names are in sections, and the kernel needs none.
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: 60)
        try file.write(contentsOf: [0, 0])
        try file.close()
        let end = try run("hang", timeout: 1000, program: path, ["TESTRESPONDER_SLOW": "200"])
        let line = try #require(end.errors.split(separator: "\n").first { $0.contains("is slow") })
        #expect(line.contains("nameless+0x"), "\(line)")
        let id = try SymbolFile(program).buildID
        #expect(id.map { line.contains("build=\($0)") } ?? !line.contains("build="), "\(line)")
    }

    /// Breaks if the signal ends a read of the body.
    @Test("A slow request that waits for its body is logged without a signal")
    func slowBodyIsLogged() throws {
        let end = try run("body", timeout: 1000, ["CONTENT_LENGTH": "3", "TESTRESPONDER_SLOW": "200"])
        #expect(end.errors.contains("none: the thread waits for the web server"), "\(end.errors)")
        #expect(end.status == 75 && end.output == Self.response)
    }

    @Test("HEAD gets the 503 without its body")
    func headGets503WithoutBody() throws {
        let end = try run("hang", method: "HEAD")
        #expect(end.output == Self.head)
        #expect(end.status == 75)
    }

    /// Breaks if the task is not cancelled, or if its late response follows the 503.
    @Test("The timeout cancels the handler, which then ends", arguments: ["sleep", "respond too late"])
    func timeoutCancelsHandler(_ wish: String) throws {
        let end = try run(wish, Self.time)
        #expect(end.output == Self.response)
        #expect(end.status == 75)
        #expect(end.errors.contains("the request took longer than 0.15 seconds: cutting it off"))
        #expect(!end.errors.contains("does not end"), "\(end.errors)")
        #expect(!end.errors.contains("sending 500"), "\(end.errors)")
    }

    /// Breaks if the task is not cancelled because the watchdog does not know it yet.
    @Test("A zero timeout expires at once")
    func zeroTimeoutExpiresAtOnce() throws {
        let end = try run("sleep", timeout: 0, Self.time)
        #expect(end.output == Self.response)
        #expect(end.status == 75)
        #expect(!end.errors.contains("does not end"), "\(end.errors)")
    }

    /// A 503 after half a body would become a part of it.
    @Test("A started response is broken off without a 503")
    func startedResponseIsBrokenOff() throws {
        let end = try run("half a response")
        #expect(end.output == "Status: 200 OK\r\n\r\nhalf")
        #expect(end.status == 75)
    }

    @Test("A complete response is sent, and its handler is ended")
    func completeResponseIsSent() throws {
        let end = try run("respond and hang")
        #expect(end.output == "Status: 200 OK\r\nContent-Length: 5\r\n\r\nwhole")
        #expect(end.status == 75)
    }

    @Test("A request in time: its response, exit 0, and no log line")
    func requestInTimeExits0() throws {
        let end = try run("slow", timeout: 20_000)
        #expect(end.output.hasPrefix("Status: 200 OK\r\n"))
        #expect(end.status == 0)
        #expect(end.errors == "slow begins\n")
    }
}
