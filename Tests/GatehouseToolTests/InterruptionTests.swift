#if Tool
    import FastCGI
    import Testing
    import TestSupport

    @testable import GatehouseTool

    /// The tool as a process that is killed.
    @Suite("A deployment that is killed", .serialized)
    struct InterruptionTests {
        private static let script = """
            #!/bin/sh
            [ "$1" = --routes=json ] && { echo '[]'; exit; }
            printf 'Status: 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\nVERSION'

            """

        /// Kills the tool at each call that changes a file: before the call, because strace sends the signal at its start.
        @Test("SIGKILL at any system call leaves the old or the new program, and the next run does the rest")
        func killedAtEachCall() async throws {
            let tool = Products.program("gatehouse")
            let home = try TemporaryHome()
            for version in ["one", "two"] {
                try home.write(version, Self.script.replacing("VERSION", with: version), mode: 0o755)
            }
            var kills = 0
            for call in [
                "rename", "openat", "write", "fchmod", "fsync", "unlink", "flock,fcntl", "mkdir,mkdirat",
                "chmod,fchmodat",
            ] {
                for number in 1... {
                    let name = "\(call.prefix(5))-\(number)"
                    let site = try home.directory("sites/\(name)/public_html") + "/app"
                    let arguments = [
                        "deploy", site, "--data", home.path + "/sites/\(name)/private", "--host", "a.example",
                    ]
                    let first = await home.run(arguments + ["--program", home.path + "/one"])
                    try #require(first.status == 0, "\(first.error)")
                    let killed = try await ProgramRun.of(
                        "/usr/bin/strace",
                        ["-f", "-o", "/dev/null", "-e", "inject=\(call):signal=SIGKILL:when=\(number)", tool]
                            + arguments
                            + ["--program", home.path + "/two"], environment: ["PATH": "/usr/bin:/bin"])
                    let version = try home.text("sites/\(name)/public_html/app/app.fcgi")
                    #expect(version.contains("one'") || version.contains("two'"), "\(name): \(version)")
                    #expect(try home.text("sites/\(name)/public_html/app/.htaccess").contains("RewriteEngine On"))
                    let next = await home.run(arguments + ["--program", home.path + "/two"])
                    #expect(next.status == 0, "\(name): \(next.error)")
                    #expect(try home.text("sites/\(name)/public_html/app/app.fcgi").contains("two'"))
                    #expect(try home.names("sites/\(name)/public_html/app") == [".htaccess", "app.fcgi"])
                    if killed.status == 0 { break }
                    kills += 1
                }
            }
            #expect(kills > 20)
        }
    }
#endif
