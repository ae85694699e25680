import FastCGIClient
import Foundation
import TestSupport
import Testing

/// A debug build with shared libraries finds swift-backtrace of the toolchain by itself. docs/testing.md describes the
/// other builds.
@Suite("A crash of a program", .timeLimit(.minutes(5)))
struct CrashTests {
    private let app = Products.program("TestApp")

    /// The file and the line of the crash, as the backtrace has them.
    private static func place() throws -> String {
        let file = Products.root.appendingPathComponent("Tests/TestApp/Throwing.swift")
        let lines = try String(contentsOf: file, encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false)
        let index = try #require(lines.firstIndex { $0.hasSuffix("// throws: crash") })
        return "Throwing.swift:\(index + 1)"
    }

    @Test("A worker that crashes prints its function, file and line on standard error")
    func workerPrintsBacktrace() throws {
        let directory = try TemporaryDirectory()
        let program = try Listening(app, directory.path("app.sock"))
        #expect(throws: (any Error).self) { try program.get("/throws/crash") }
        let end = program.program.end()
        #expect(end.status != 0)
        #expect(end.errors.contains("Program crashed") && end.errors.contains("addThrowingRoutes(to:)"))
        #expect(try end.errors.contains(Self.place()), "\(end.errors)")
    }

    /// The backtrace shows memory around each register.
    @Test("SWIFT_BACKTRACE leaves out the registers, which can contain secrets")
    func registersCanBeLeftOut() throws {
        let end = try Program(
            app,
            environment: [
                "SWIFT_BACKTRACE": "registers=none", "REQUEST_METHOD": "GET", "REQUEST_URI": "/throws/crash",
            ]
        ).end()
        #expect(end.output.isEmpty)
        #expect(try end.errors.contains(Self.place()), "\(end.errors)")
        #expect(!end.errors.contains("Registers:"))
    }

    @Test("Behind Apache it is in the error log", arguments: ["fcgid-rewrite", "cgi-rewrite"])
    func errorLogHasBacktrace(template: String) throws {
        let site = try ApacheSite(.template(template), mount: "/", binary: app)
        #expect(try site.exchange("GET", "/throws/crash").status >= 500)
        let end = ContinuousClock.now + .hang
        var log = ""
        while try !log.contains(Self.place()), ContinuousClock.now < end {
            usleep(20_000)
            log = try String(contentsOf: site.errorLog, encoding: .utf8)
        }
        #expect(try log.contains(Self.place()), "\(log)")
    }
}
