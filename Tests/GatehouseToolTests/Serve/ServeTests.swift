#if Tool
    import Foundation
    import TestSupport
    import Testing

    @testable import GatehouseTool

    /// The development server as a process, in a directory of its own.
    private struct ServedSite: Sendable {
        let process: TestSupport.Program
        let url: String

        init(_ home: TemporaryHome, _ arguments: [String]) throws {
            let environment = ProcessInfo.processInfo.environment
            process = try TestSupport.Program(
                Products.program("gatehouse"),
                ["serve"] + arguments + (arguments.contains("--port") ? [] : ["--port", "0"]),
                environment: [
                    "PATH": environment["PATH"] ?? "/usr/bin:/bin", "TMPDIR": try home.directory("tmp"),
                    "HOME": environment["HOME"] ?? "/",
                ])
            let line = try #require(process.line(beginningWith: "http://localhost:"))
            url = "http://127.0.0.1:" + line.dropFirst("http://localhost:".count).prefix { $0.isNumber }
        }

        /// Waits for a line on standard error.
        func wait(for text: String) throws {
            _ = try #require(process.errorLine(containing: text), "\(text)")
        }

        /// What curl prints: the response with its head.
        func get(_ path: String, _ arguments: String...) async throws -> String {
            try await ProgramRun.of(
                "/usr/bin/curl",
                ["-s", "-i", "--max-time", "60", "-H", "Host: localhost"] + arguments + [url + path]
            ).outputText
        }

        static let navigation = [
            "-H", "Accept: text/html", "-H", "Sec-Fetch-Mode: navigate", "-H", "Sec-Fetch-Dest: document",
        ]

        func page(_ path: String) async throws -> String {
            try await ProgramRun.of(
                "/usr/bin/curl",
                ["-s", "-i", "--max-time", "60", "-H", "Host: localhost"] + Self.navigation + [url + path]
            ).outputText
        }
    }

    extension FrontServer {
        /// A port that was free just now.
        fileprivate static func freePort() async throws -> Int {
            let server = try await FrontServer(port: 0)
            try await server.close()
            return server.port
        }
    }

    @Suite("gatehouse serve", .serialized, .timeLimit(.minutes(10)))
    struct ServeTests {
        /// Replaces a script that runs the program of the tests, as an editor or a linker replaces a file.
        private func install(_ home: TemporaryHome, _ lines: String) throws {
            let script = "#!/bin/sh\necho $$ >>'\(home.path)/processes'\n" + lines
            try LocalFiles.replace(home.path + "/app", with: script, mode: 0o755)
        }

        private func serving(_ home: TemporaryHome, files: String) throws {
            _ = try home.directory(files)
            try home.write("\(files)/a.txt", "from \(files)")
            try install(
                home, "TESTAPP_FILES='\(home.path)/\(files)' exec '\(Products.program("TestApp"))' \"$@\"\n")
        }

        private func isRunning(_ home: TemporaryHome) throws -> [Int32] {
            try home.text("processes").split(separator: "\n").compactMap { Int32($0) }.filter { kill($0, 0) == 0 }
        }

        @Test("A program is served, replaced when its file changes, and ended by Ctrl-C with everything")
        func program() async throws {
            let home = try TemporaryHome()
            try serving(home, files: "one")
            let site = try ServedSite(home, ["--program", home.path + "/app"])
            try site.wait(for: "Serving")
            #expect(try await site.get("/").hasSuffix("\r\n\r\nopen\n"))
            #expect(try #require(site.process.line(beginningWith: "")).hasSuffix("rule: everyone"))
            #expect(try await site.get("/hidden").hasPrefix("HTTP/1.1 404"))
            #expect(try #require(site.process.line(beginningWith: "")).contains("rule: nobody, and nobody knows"))
            #expect(try await site.get("/files/a.txt").hasSuffix("from one"))

            try serving(home, files: "two")
            try site.wait(for: "Serving")
            #expect(try await site.get("/files/a.txt").hasSuffix("from two"))
            #expect(try isRunning(home).count == 1)

            site.process.signal(SIGINT)
            #expect(site.process.end().status == 130)
            #expect(try isRunning(home) == [])
            #expect(try home.names("tmp") == [])
        }

        @Test("The gate decides about the host; the page, its policy and its length fit the reload script")
        func responses() async throws {
            let home = try TemporaryHome()
            try serving(home, files: "one")
            let site = try ServedSite(home, ["--program", home.path + "/app"])
            try site.wait(for: "Serving")
            let other = try await ProgramRun.of(
                "/usr/bin/curl", ["-s", "-i", "-H", "Host: evil.example", site.url + "/"])
            #expect(other.outputText.hasPrefix("HTTP/1.1 421"))
            #expect(!other.outputText.contains("gatehouse serve"))

            let page = try await site.page("/page")
            let events = try #require(page.firstRange(of: "new EventSource(\""))
            let path = String(page[events.upperBound...].prefix { $0 != "\"" })
            #expect(page.contains("script-src 'nonce-") && page.hasSuffix("</script>\n"))
            // curl stops after Content-Length, so the length is right.
            let stream = try await ProgramRun.of(
                "/usr/bin/curl", ["-s", "-i", "--max-time", "1", "-H", "Host: localhost", site.url + path])
            #expect(stream.outputText.contains("text/event-stream") && stream.outputText.hasSuffix("data: 2\n\n"))
            let stolen = try await ProgramRun.of(
                "/usr/bin/curl", ["-s", "-i", "-H", "Host: evil.example", site.url + path])
            #expect(stolen.outputText.hasPrefix("HTTP/1.1 421") && !stolen.outputText.contains("data:"))
            #expect(!(try await site.get("/page")).contains("EventSource"), "no script for a client that opens no page")

            // What Apache refuses never reaches the program.
            #expect(try await site.get("/items/a%2Fb").hasPrefix("HTTP/1.1 404"))
            #expect(try await site.get("/../x", "--path-as-is").hasPrefix("HTTP/1.1 400"))
            #expect(try await site.get("/", "-X", "TRACE").hasPrefix("HTTP/1.1 405"))

            // A response that breaks off must not look complete.
            let broken = try await ProgramRun.of(
                "/usr/bin/curl", ["-s", "-H", "Host: localhost", site.url + "/breaks/late"])
            #expect(broken.outputText == "half" && broken.status == 18)
        }

        @Test("A large body passes with a warning, and a busy process does not keep others waiting")
        func load() async throws {
            let home = try TemporaryHome()
            try serving(home, files: "one")
            let site = try ServedSite(home, ["--program", home.path + "/app"])
            try site.wait(for: "Serving")
            try home.write("body", String(repeating: "x", count: 200_000))
            let echo = try await site.get("/echo", "--data-binary", "@\(home.path)/body")
            #expect(echo.hasSuffix(String(repeating: "x", count: 1_000)))
            try site.wait(for: "warning: the body has 200000 bytes")
            async let hanging = site.get("/hang", "--max-time", "3")
            try site.wait(for: "hang begins")
            #expect(try await site.get("/").hasSuffix("open\n"))
            _ = try? await hanging
            #expect(try isRunning(home).count == 2)
            site.process.signal(SIGTERM)
            #expect(site.process.end().status == 143)
            #expect(try isRunning(home) == [])
        }

        @Test("A program that ends at its start shows its output, and the next good one is served")
        func crash() async throws {
            let home = try TemporaryHome()
            try install(home, "echo 'the <settings> are bad' >&2\nexit 78\n")
            let site = try ServedSite(home, ["--program", home.path + "/app"])
            try site.wait(for: "the <settings> are bad")
            let page = try await site.page("/")
            #expect(page.hasPrefix("HTTP/1.1 502"))
            #expect(page.contains("exited with status 78") && page.contains("the &lt;settings&gt; are bad"))
            try serving(home, files: "one")
            try site.wait(for: "Changed: ")
            try site.wait(for: "Serving")
            #expect(try await site.get("/").hasSuffix("open\n"))
        }

        @Test("A package is built again after each change, and a failed build shows its errors until it is repaired")
        func package() async throws {
            let home = try TemporaryHome()
            _ = try home.directory("tea/Sources/App")
            try home.write(
                "tea/Package.swift",
                """
                // swift-tools-version: 6.0
                import PackageDescription
                let package = Package(name: "tea", targets: [.executableTarget(name: "App")])

                """)
            for version in ["one", "two"] {
                _ = try home.directory(version)
                try home.write("\(version)/a.txt", "from \(version)")
            }
            func source(_ version: String) -> String {
                """
                import Glibc

                setenv("TESTAPP_FILES", "\(home.path)/\(version)", 1)
                execv("\(Products.program("TestApp"))", CommandLine.arguments.map { strdup($0) } + [nil])

                """
            }
            try home.write("tea/Sources/App/main.swift", source("one"))
            let site = try ServedSite(home, [home.path + "/tea"])
            let first = try await site.page("/")
            #expect(first.hasPrefix("HTTP/1.1 503") && first.contains("being built"))
            try site.wait(for: "Serving")
            #expect(try await site.get("/files/a.txt").hasSuffix("from one"))

            try home.write("tea/Sources/App/main.swift", source("two") + "let <b>broken = 1\n")
            try site.wait(for: "The build failed")
            let failed = try await site.page("/files/a.txt")
            #expect(failed.hasPrefix("HTTP/1.1 500"))
            #expect(failed.contains("<p class=\"place\">Sources/App/main.swift:5:"))
            #expect(failed.contains("&lt;b&gt;broken") && !failed.contains("<b>"))

            // A new file, by which the program changes, too.
            try home.write("tea/Sources/App/Extra.swift", "let extra = 1\n")
            try home.write("tea/Sources/App/main.swift", source("two"))
            try site.wait(for: "Serving")
            #expect(try await site.get("/files/a.txt").hasSuffix("from two"))

            // Ctrl-C during a build.
            try home.write("tea/Sources/App/Extra.swift", "let extra = 2\n")
            try site.wait(for: "Changed: Sources/App/Extra.swift")
            site.process.signal(SIGINT)
            #expect(site.process.end().status == 130)
            let commands = try await ProgramRun.of("/bin/sh", ["-c", "cat /proc/[0-9]*/cmdline 2>/dev/null || :"])
            #expect(!commands.outputText.contains(home.path + "/tea"))
            #expect(try home.names("tmp").filter { $0.hasPrefix("gatehouse-") } == [])
        }

        @Test("With --apache, the template is in front of the program, and Ctrl-C leaves no process and no file")
        func apache() async throws {
            let home = try TemporaryHome()
            func install(_ lines: String) throws {
                try LocalFiles.replace(home.path + "/app", with: "#!/bin/sh\n" + lines, mode: 0o755)
            }
            try install("exec '\(Products.program("TestApp"))' \"$@\"\n")
            // mod_fcgid cannot take a free port by itself.
            let port = try await FrontServer.freePort()
            let site = try ServedSite(home, ["--program", home.path + "/app", "--apache", "--port", "\(port)"])
            try site.wait(for: "Installed")
            let first = try await site.get("/", "--retry", "50", "--retry-connrefused", "--retry-delay", "0")
            #expect(first.hasPrefix("HTTP/1.1 200") && first.contains("Server: Apache") && first.hasSuffix("open\n"))
            #expect(try #require(site.process.line(beginningWith: "")).hasSuffix("rule: everyone"))
            #expect(try await site.get("/.htaccess").hasPrefix("HTTP/1.1 40"))
            #expect(try await site.get("/app.fcgi").hasPrefix("HTTP/1.1 404"))
            try install("echo 'Status: 200 OK'; exit 1\n")
            try site.wait(for: "Changed: ")
            try site.wait(for: "Installed")
            #expect(try await site.get("/").hasPrefix("HTTP/1.1 500"))
            site.process.signal(SIGINT)
            #expect(site.process.end().status == 130)
            let commands = try await ProgramRun.of("/bin/sh", ["-c", "cat /proc/[0-9]*/cmdline 2>/dev/null || :"])
            #expect(!commands.outputText.contains(home.path + "/tmp/"))
            #expect(try home.names("tmp") == [])
        }

        @Test("A missing package or program, and options that contradict each other, are errors with a remedy")
        func errors() async throws {
            let home = try TemporaryHome()
            let missing = await home.run("serve", home.path, "--port", "0")
            #expect(missing.status == 66 && missing.error.contains("there is no Package.swift in \(home.path)"))
            #expect(await home.run("serve", "--program", home.path + "/none").status == 66)
            #expect(await home.run("serve", "--port", "65536").status == 64)
            #expect(await home.run("serve", "--port", "0", "--apache").status == 64)
            #expect(await home.run("serve", "--log-level", "loud").status == 64)
            #expect(await home.run("serve", "--program", "x", "--product", "y").status == 64)
        }
    }
#endif
