import Foundation
import TestSupport
import Testing

/// What libfcgi does to a process when it starts, and what is done about a libfcgi that is another one.
@Suite("starting libfcgi", .timeLimit(.minutes(5)))
struct LibraryTests {
    private let responder = Products.program("TestResponder")

    private func signals(_ disposition: String) throws -> (status: Int32, output: String) {
        let end = try Program(responder, environment: ["TESTRESPONDER_SIGNALS": disposition]).end()
        return (end.status, String(decoding: end.output, as: UTF8.self))
    }

    /// FCGX_Init of 2.4.2 leaves these alone; what puts the others back must not lose them either.
    @Test("the program's own handlers of SIGTERM and SIGUSR1 stay, SIGPIPE is ignored")
    func ownHandlers() throws {
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

    /// FCGX_Init puts handlers of its own in the place of these, and a process started later would inherit none of it.
    @Test("ignored signals stay ignored")
    func ignored() throws {
        let end = try signals("ignored")
        #expect(end.output.hasSuffix("ignored \(SIGPIPE)\nignored \(SIGUSR1)\nignored \(SIGTERM)\n"))
        #expect(end.status == 0)
    }

    /// libfcgi's own handlers only set a flag. Breaks if a program that does not serve yet cannot be terminated.
    @Test("a program that only created a server ends by these signals like any other", arguments: [SIGTERM, SIGUSR1])
    func byDefault(_ number: Int32) throws {
        let end = try signals(String(number))
        #expect(end.output == "")
        #expect(end.status == -number)
    }

    /// Starts a program behind a library that takes the place of a part of libfcgi.
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
        // One that starts nevertheless would not end.
        let kill = DispatchWorkItem { program.signal(SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 10, execute: kill)
        let end = program.end()
        kill.cancel()
        #expect(!FileManager.default.fileExists(atPath: directory.path("app.sock")))
        return (end.status, end.errors)
    }

    /// The binding writes into fields of libfcgi's own. Breaks if it does so where they are something else.
    @Test(
        "a libfcgi that lays out its requests in another way: no start, exit 71, and what to do",
        arguments: ["TestApp", "TestResponder"]
    )
    func otherLayout(program: String) throws {
        let end = try start(program, behind: "other-libfcgi.c")
        #expect(end.status == 71)
        #expect(end.errors.contains("lays out FCGX_Request in another way"), "\(end.errors)")
    }

    @Test("a libfcgi that does not start: exit 71", arguments: ["TestApp", "TestResponder"])
    func noStart(program: String) throws {
        let end = try start(program, behind: "no-libfcgi.c")
        #expect(end.status == 71)
        #expect(end.errors.contains("FCGX_Init returned -1"), "\(end.errors)")
    }
}
