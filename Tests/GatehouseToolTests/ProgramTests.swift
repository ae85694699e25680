#if Tool
    import Testing

    @testable import GatehouseTool

    /// Commands that run a program. A shell script stands for the program where its behaviour must be wrong.
    @Suite("gatehouse request and gatehouse routes")
    struct ProgramTests {
        private static func script(_ home: TemporaryHome, _ text: String) throws -> String {
            try home.write("app.fcgi", "#!/bin/sh\n" + text, mode: 0o755)
            return home.path + "/app.fcgi"
        }

        @Test("A request reaches the program as CGI variables, and the response is shown with its fields")
        func request() async throws {
            let home = try TemporaryHome()
            let program = try Self.script(
                home,
                """
                body=$(cat)
                echo "rule=everyone" >&2
                printf 'Status: 201 Created\\r\\nContent-Type: text/plain\\r\\n\\r\\n'
                echo "$REQUEST_METHOD $REQUEST_URI|$QUERY_STRING|$HTTP_HOST|$HTTP_X_A|$CONTENT_TYPE|$REMOTE_ADDR|$HTTPS|$HOME|$body"
                """)
            let result = await home.run(
                "request", "/a?b=1", "--program", program, "-d", "x=1", "-H", "X-A: v", "--host", "h.example", "--https"
            )
            #expect(result.status == 0)
            #expect(
                result.output == """
                    201 Created
                    Content-Type: text/plain

                    POST /a?b=1|b=1|h.example|v|application/x-www-form-urlencoded|127.0.0.1|on||x=1

                    """)
            #expect(result.error == "rule=everyone\n")
            let body = await home.run("request", "/", "--program", program, "--body")
            #expect(body.output.hasPrefix("GET /||localhost|"))
        }

        @Test("A program without a response, a missing program and wrong arguments are errors with a remedy")
        func requestErrors() async throws {
            let home = try TemporaryHome()
            let program = try Self.script(home, "echo bad settings >&2; exit 78\n")
            let result = await home.run("request", "/", "--program", program)
            #expect(result.status == ExitStatus.unavailable.rawValue)
            #expect(result.error.contains("bad settings") && result.error.contains("correct its settings"))
            #expect(await home.run("request", "/", "--program", home.path + "/none").status == 66)
            #expect(await home.run("request", "x", "--program", program).status == 64)
            #expect(await home.run("request", "/", "--program", program, "-H", "no colon").status == 64)
            #expect(await home.run("request", "/", "--program", program, "-d", "@/none").status == 66)
        }

        @Test(
            "Output that is no response is not shown as one",
            arguments: ["", "Status: 200 OK\r\n", "hello\n\nworld\n", "\n", "\u{FF}"])
        func noResponse(output: String) {
            #expect(CGIResponse(Array(output.utf8)) == nil)
        }

        private static let list = """
            [{"method": "GET", "path": "/", "rule": "everyone", "source": "a:1"},
             {"method": "GET", "path": "/a", "rule": "member", "name": "a", "source": "a:2"}]

            """

        @Test("--diff shows new and missing routes and exits with 1; the place in the source does not count")
        func routes() async throws {
            let home = try TemporaryHome()
            try home.write("list", Self.list)
            let program = try Self.script(home, "[ \"$1\" = --routes=json ] && cat \"$(dirname \"$0\")/list\"\n")
            try home.write("routes.json", Self.list.replacing("a:1", with: "b:7"))
            let same = await home.run("routes", "--program", program, "--diff", home.path + "/routes.json")
            #expect(same.status == 0)
            try home.write("routes.json", Self.list.replacing("member", with: "everyone"))
            let changed = await home.run("routes", "--program", program, "--diff", home.path + "/routes.json")
            #expect(changed.status == 1)
            #expect(changed.output == "- GET /a  everyone  (a)\n+ GET /a  member  (a)\n")
            try home.write("routes.json", "{}")
            let invalid = await home.run("routes", "--program", program, "--diff", home.path + "/routes.json")
            #expect(invalid.status == ExitStatus.invalidData.rawValue)
            let missing = await home.run("routes", "--program", program, "--diff", home.path + "/none.json")
            #expect(missing.status == ExitStatus.missingInput.rawValue)
            let json = await home.run("routes", "--program", program, "--json")
            #expect(json.output == Self.list)
        }

        @Test("A program that does not end is killed, and one that prints without end is stopped")
        func bounds() async throws {
            let home = try TemporaryHome()
            let program = try Self.script(home, "while :; do echo x; [ -n \"$1\" ] && sleep 60; done\n")
            await #expect(throws: ToolError.self) {
                _ = try await ProgramRun.of(program, ["wait"], timeout: .milliseconds(200))
            }
            await #expect(throws: ToolError.self) { _ = try await ProgramRun.of(program, limit: 10_000) }
        }
    }
#endif
