import Foundation
import TestSupport
import Testing

/// A process with one request that takes too long.
@Suite("the request timeout under CGI", .timeLimit(.minutes(5)))
struct CGITimeoutTests {
    private static let head =
        "Status: 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n"
        + "X-Content-Type-Options: nosniff\r\nContent-Length: 24\r\n\r\n"
    private static let answer = head + "503 Service Unavailable\n"

    /// Time to heed a cancellation in, on the busiest machine.
    private static let time = ["TESTRESPONDER_PATIENCE": "20000"]

    private func run(
        _ wish: String,
        method: String = "GET",
        timeout: Int = 150,
        _ more: [String: String] = [:]
    ) throws -> (status: Int32, output: String, errors: String) {
        var environment = [
            "REQUEST_METHOD": method, "HTTP_X_DO": wish, "TESTRESPONDER_TIMEOUT": String(timeout),
        ]
        environment.merge(more) { $1 }
        // Standard input stays open: nothing comes, and no end.
        let program = try Program(Products.program("TestResponder"), environment: environment, input: nil)
        // One that is not ended would stay for ever.
        let kill = DispatchWorkItem { program.signal(SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 30, execute: kill)
        let end = program.end()
        kill.cancel()
        return (end.status, String(decoding: end.output, as: UTF8.self), end.errors)
    }

    /// Breaks if a handler can keep the process, and with it a place among those that the host allows, for ever.
    @Test("a handler that blocks: 503, a line in the log, exit 75", arguments: ["hang", "body"])
    func blocked(_ wish: String) throws {
        let end = try run(wish, ["CONTENT_LENGTH": wish == "body" ? "3" : "0"])
        #expect(end.output == Self.answer)
        #expect(end.status == 75)
        #expect(end.errors.contains("the request took longer than 0.15 seconds: cutting it off"))
        #expect(end.errors.contains("does not end; ending without it"))
    }

    @Test("a HEAD request gets the 503 without its body")
    func head() throws {
        let end = try run("hang", method: "HEAD")
        #expect(end.output == Self.head)
        #expect(end.status == 75)
    }

    /// Breaks if the task is not cancelled, or what it answers afterwards gets out behind the 503.
    @Test("a handler that heeds its cancellation ends by it", arguments: ["sleep", "answer too late"])
    func cancelled(_ wish: String) throws {
        let end = try run(wish, Self.time)
        #expect(end.output == Self.answer)
        #expect(end.status == 75)
        #expect(end.errors.contains("the request took longer than 0.15 seconds: cutting it off"))
        #expect(!end.errors.contains("does not end"), "\(end.errors)")
        #expect(!end.errors.contains("answering 500"), "\(end.errors)")
    }

    /// Breaks if a task is not cancelled that its watchdog does not know yet.
    @Test("a time that is over at once")
    func noTime() throws {
        let end = try run("sleep", timeout: 0, Self.time)
        #expect(end.output == Self.answer)
        #expect(end.status == 75)
        #expect(!end.errors.contains("does not end"), "\(end.errors)")
    }

    /// A 503 behind half a body would be a part of it.
    @Test("an answer that has begun to leave is broken off, without a 503 behind it")
    func begun() throws {
        let end = try run("half an answer")
        #expect(end.output == "Status: 200 OK\r\n\r\nhalf")
        #expect(end.status == 75)
    }

    @Test("an answer that is complete stays so; the handler that goes on is ended")
    func complete() throws {
        let end = try run("answer and hang")
        #expect(end.output == "Status: 200 OK\r\nContent-Length: 5\r\n\r\nwhole")
        #expect(end.status == 75)
    }

    @Test("a request that is done in time: its answer, exit 0, nothing in the log")
    func inTime() throws {
        let end = try run("slow", timeout: 20_000)
        #expect(end.output.hasPrefix("Status: 200 OK\r\n"))
        #expect(end.status == 0)
        #expect(end.errors == "slow begins\n")
    }
}
