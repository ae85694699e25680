import Foundation
import TestSupport
import Testing

/// The changes that libfcgi makes in a process at startup, and the detection of another libfcgi.
@Suite("Starting libfcgi", .timeLimit(.minutes(5)))
struct LibraryTests {
    private let responder = Products.program("TestResponder")

    private func signals(_ disposition: String) throws -> (status: Int32, output: String) {
        let end = try Program(responder, environment: ["TESTRESPONDER_SIGNALS": disposition]).end()
        return (end.status, String(decoding: end.output, as: UTF8.self))
    }

    /// FCGX_Init of 2.4.2 does not touch these handlers; restoring the others must keep them too.
    @Test("The program's own handlers of SIGTERM and SIGUSR1 stay, and SIGPIPE is ignored")
    func ownHandlersStay() throws {
        let end = try signals("own")
        #expect(
            end.output == """
                after \(SIGPIPE)
                own handler \(SIGUSR1)
                after \(SIGUSR1)
                own handler \(SIGTERM)
                after \(SIGTERM)
                ignored \(SIGPIPE)

                """
        )
        #expect(end.status == 0)
    }

    /// FCGX_Init replaces these dispositions, and a child process should inherit them.
    @Test("Ignored signals stay ignored")
    func ignoredSignalsStayIgnored() throws {
        let end = try signals("ignored")
        #expect(end.output.hasSuffix("ignored \(SIGPIPE)\nignored \(SIGUSR1)\nignored \(SIGTERM)\n"))
        #expect(end.status == 0)
    }

    /// libfcgi's own handlers only set a flag. Breaks if a program that does not serve yet cannot be terminated.
    @Test("A program that only created a server is ended by these signals", arguments: [SIGTERM, SIGUSR1])
    func unservingProgramEndsBySignal(_ number: Int32) throws {
        let end = try signals(String(number))
        #expect(end.output == "")
        #expect(end.status == -number)
    }

    /// Starts a program with a library that replaces a part of libfcgi.
    private func start(_ name: String, behind fixture: String) throws -> (status: Int32, errors: String) {
        let directory = try TemporaryDirectory()
        let library = directory.path("library.so")
        let source = Products.root.appendingPathComponent("Tests/Fixtures/\(fixture)").path
        let compiler = try Program(
            "/usr/bin/cc",
            ["-shared", "-fPIC", "-o", library, source],
            environment: ["PATH": "/usr/bin:/bin"]
        ).end()
        try #require(compiler.status == 0, "\(compiler.errors)")
        let program = try Program(
            Products.program(name),
            ["--listen", directory.path("app.sock")],
            environment: ["LD_PRELOAD": library]
        )
        // A program that starts anyway would not end.
        let kill = DispatchWorkItem { program.signal(SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 10, execute: kill)
        let end = program.end()
        kill.cancel()
        #expect(!FileManager.default.fileExists(atPath: directory.path("app.sock")))
        return (end.status, end.errors)
    }

    /// The binding writes into private fields of libfcgi. Breaks if it does so with another layout.
    @Test(
        "A libfcgi with another layout of its requests: exit 71, with advice",
        arguments: ["TestApp", "TestResponder"]
    )
    func otherLayoutExits71(program: String) throws {
        let end = try start(program, behind: "other-libfcgi.c")
        #expect(end.status == 71)
        #expect(end.errors.contains("lays out FCGX_Request in another way"), "\(end.errors)")
    }

    @Test("A libfcgi that does not start: exit 71", arguments: ["TestApp", "TestResponder"])
    func failedInitExits71(program: String) throws {
        let end = try start(program, behind: "no-libfcgi.c")
        #expect(end.status == 71)
        #expect(end.errors.contains("FCGX_Init returned -1"), "\(end.errors)")
    }
}
