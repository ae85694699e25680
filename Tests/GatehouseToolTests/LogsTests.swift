#if Tool
    import Testing

    @testable import GatehouseTool

    @Suite("gatehouse logs")
    struct LogsTests {
        private static let apache = """
            [Sun Nov 29 17:34:51.811882 2026] [fcgid:warn] [pid 1:tid 2] [client 127.0.0.1:5] mod_fcgid: stderr: notice \
            gatehouse: denied: sign-in [status=303 route=/new rule="member, recently" bytes=14 method=GET], referer: http://a/[b=c]
            """

        @Test("A line of Apache has the time, the level, the message and the fields")
        func apacheLine() throws {
            let line = try #require(LogLine(Self.apache[...]))
            #expect(line.time == "17:34:51")
            #expect(line.level == "notice")
            #expect(line.message == "denied: sign-in")
            #expect(line.fields.map(\.name) == ["status", "route", "rule", "bytes", "method"])
            #expect(line["rule"] == "member, recently")
        }

        @Test(
            "Lines of the server and of other programs are left out",
            arguments: [
                "", "gatehouse: x", "[Sun] AH00163: Apache/2.4 configured", "loud gatehouse: x",
                "notice other: x [a=b]",
                " gatehouse: ", "notice  gatehouse:x",
            ])
        func otherLines(line: String) {
            #expect(LogLine(line[...]) == nil)
        }

        @Test("A damaged line is shown as far as it can be read")
        func damagedLines() throws {
            for (line, message, fields) in [
                ("info gatehouse: served [status=200", "served [status=200", 0),
                ("info gatehouse: a [b] c", "a [b] c", 0),
                ("info gatehouse: x [a=\"b", "x [a=\"b", 0), ("info gatehouse: [a=1]", "", 1),
                ("info gatehouse: x [a=\"\\\"]\" b=2]", "x", 2), ("info gatehouse: x [=]", "x", 1),
            ] {
                let read = try #require(LogLine(line[...]))
                #expect(read.message == message)
                #expect(read.fields.count == fields, "\(line)")
            }
        }

        @Test("The command shows the lines of the application that the options select")
        func filters() async throws {
            let home = try TemporaryHome()
            try home.write(
                "log",
                """
                [Sun Nov 29 17:34:50 2026] AH00163: configured
                \(Self.apache)
                info gatehouse: served [status=200 route=/ rule=everyone]
                error gatehouse: failed: x [status=500 incident=LXM8-H4AB route=/x]

                """)
            let file = home.path + "/log"
            #expect(await home.run("logs", file).output.split(separator: "\n").count == 3)
            #expect(await home.run("logs", file, "--level", "error").output.contains("LXM8-H4AB"))
            #expect(await home.run("logs", file, "--level", "error").output.split(separator: "\n").count == 1)
            #expect(
                await home.run("logs", file, "--denied").output.hasPrefix(
                    "17:34:51  notice  denied: sign-in  status=303"))
            #expect(
                await home.run("logs", file, "--route", "/").output
                    == "info  served  status=200 route=/ rule=everyone\n")
            #expect(await home.run("logs", file, "--incident", "LXM8-H4AB").output.contains("failed: x"))
            let none = await home.run("logs", file, "--incident", "NONE")
            #expect(none.output.isEmpty && none.error.contains("has no such line"))
            #expect(await home.run("logs", home.path + "/none").status == ExitStatus.missingInput.rawValue)
            #expect(await home.run("logs", file, "--level", "loud").status == 64)
        }
    }
#endif
