#if Tool
    import Foundation
    import TestSupport
    import Testing

    @testable import GatehouseTool

    /// A server that accepts connections and never responds, so that a probe is in the middle of its requests.
    private final class SilentServer {
        let url: String
        private let program: Program

        init() throws {
            let lines = """
                import socket, sys
                listener = socket.create_server(("127.0.0.1", 0), backlog=64)
                print("port", listener.getsockname()[1], flush=True)
                sys.stdin.read()
                """
            program = try Program("/usr/bin/python3", ["-c", lines], input: nil)
            let line = try #require(program.line(beginningWith: "port "))
            url = "http://127.0.0.1:\(line.dropFirst("port ".count))/app"
        }
    }

    @Suite("gatehouse probe, interrupted", .timeLimit(.minutes(2)))
    struct ProbeInterruptTests {
        private func start(_ home: TemporaryHome, _ server: SilentServer, timeout: Int) throws -> Program {
            try Program(
                Products.program("gatehouse"),
                ["probe", server.url, "--dir", home.path + "/public_html", "--timeout", "\(timeout)"],
                environment: ["PATH": "/usr/bin:/bin"])
        }

        /// Waits until the last canary is there.
        private func awaitCanaries(_ home: TemporaryHome) async throws {
            let deadline = ContinuousClock.now + .seconds(60)
            while try home.names("public_html").count < 13 {
                try #require(ContinuousClock.now < deadline)
                try await Task.sleep(for: .milliseconds(5))
            }
        }

        @Test("SIGINT, SIGTERM and SIGHUP in the middle leave nothing", arguments: [SIGINT, SIGTERM, SIGHUP])
        func signals(number: Int32) async throws {
            let home = try TemporaryHome()
            _ = try home.directory("public_html")
            try home.write("public_html/app.fcgi", "the program")
            let server = try SilentServer()
            let probe = try start(home, server, timeout: 100)
            try await awaitCanaries(home)
            probe.signal(number)
            #expect(probe.end().status == 128 + number)
            #expect(try home.names("public_html") == ["app.fcgi"])
        }

        @Test("After SIGKILL, the next run removes the leftovers, says so, and keeps all other files")
        func afterKill() async throws {
            let home = try TemporaryHome()
            let path = try home.directory("public_html")
            for name in ["app.fcgi", "gatehouse-probe-notes.txt", "gatehouse-probe"] {
                try home.write("public_html/\(name)", "mine")
            }
            let mine = try home.names("public_html")
            let server = try SilentServer()
            let probe = try start(home, server, timeout: 100)
            try await awaitCanaries(home)
            probe.signal(SIGKILL)
            #expect(probe.end().status == -SIGKILL)
            let left = try home.names("public_html").filter { !mine.contains($0) }
            #expect(left.count > 10)
            let next = await home.run("probe", server.url, "--dir", path, "--timeout", "1")
            #expect(next.status == 69)
            #expect(next.output.contains("does not respond"))
            #expect(left.allSatisfy { next.error.contains("removed \(path)/\($0), which an interrupted probe left") })
            #expect(try home.names("public_html") == mine)
        }

        @Test("Two probes of one directory do not remove each other's canaries")
        func twoProbes() async throws {
            let home = try TemporaryHome()
            let path = try home.directory("public_html")
            let server = try SilentServer()
            let first = try start(home, server, timeout: 100)
            try await awaitCanaries(home)
            let names = try home.names("public_html")
            let second = await home.run("probe", server.url, "--dir", path)
            #expect(second.status == 75)
            #expect(second.error.contains("another gatehouse probe"))
            #expect(try home.names("public_html") == names)
            first.signal(SIGTERM)
            #expect(first.end().status == 143)
        }
    }
#endif
