#if Tool
    import FastCGI
    import FoundationEssentials
    import TestSupport
    import Testing

    @testable import GatehouseTool

    @Suite("gatehouse check")
    struct CheckTests {
        @Test("A site without faults has no findings, with each template", arguments: Template.allCases)
        func cleanSite(template: Template) async throws {
            let report = try await TestSite(template).check()
            #expect(report.findings.isEmpty, "\(report.findings)")
            #expect(report.silenced.isEmpty && report.omitted.isEmpty && report.notExamined.isEmpty)
        }

        @Test("A site that gatehouse deploy has created has no findings", arguments: [false, true])
        func deployedSite(isOutside: Bool) async throws {
            let home = try TemporaryHome()
            let website = try home.directory("public_html") + "/app"
            try home.write(
                "build",
                """
                #!/bin/sh
                case "$1" in
                --routes=json) echo '[]'; exit;;
                --check=json) echo '{"findings": [], "openRoutes": []}'; exit;;
                esac
                printf 'Status: 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\nhello'

                """, mode: 0o755)
            let options = isOutside ? ["--private", home.path + "/program"] : []
            let data = home.path + "/private/app"
            let deployed = await home.run(
                [
                    "deploy", website, "--data", data, "--program", home.path + "/build", "--host", "www.example.com",
                    "--secret", "KEY",
                ] + options)
            #expect(deployed.status == 0, "\(deployed.error)")
            let result = await home.run("check", website, "--data", data)
            #expect(result.output == "\(website): no findings\n")
            #expect(result.status == 0)
        }

        @Test("Each planted fault is found, and nothing else", arguments: Fault.all)
        func plantedFault(fault: Fault) async throws {
            let site = try await TestSite(fault.template)
            try await fault.plant(site)
            let report = try await site.check()
            #expect(Set(report.findings.map(\.kind)) == fault.others.union([fault.kind]), "\(report.findings)")
            for finding in report.findings {
                #expect(!finding.command.isEmpty && !finding.command.contains("FILE"))
                #expect(!finding.reason.contains(TestSite.key) && !finding.place.contains(TestSite.key))
            }
            // The program of another user, or one that others can write to, never runs.
            #expect(!FileManager.default.fileExists(atPath: site.path("ran")))
        }

        @Test("At least thirty faults are planted, and each kind of finding is planted")
        func coverage() {
            #expect(Fault.all.count >= 30)
            guard FileStatus.ownUser == 0 else { return }
            #expect(Set(Fault.all.map(\.kind)) == Set(FindingKind.allCases))
        }

        @Test("The command prints findings with reason and command, and ends with 1; without findings with 0")
        func command() async throws {
            let site = try await TestSite()
            let arguments = ["check", site.directory, "--data", site.data]
            let clean = await site.home.run(arguments)
            #expect(clean.status == 0, "\(clean.output)")
            #expect(clean.output == "\(site.directory): no findings\n")
            try site.publish("app.db")
            try site.publish("robots.txt")
            let result = await site.home.run(arguments)
            #expect(result.status == 1)
            #expect(
                result.output == """
                    files.database: \(site.directory)/app.db
                      a database is in the public directory
                      mv \(site.directory)/app.db \(site.data)
                    files.unexpected: \(site.directory)/robots.txt
                      the template needs no such file in the public directory
                      mv \(site.directory)/robots.txt \(site.data)
                    \(site.directory): 1 problem, 1 warning

                    """)
            #expect(result.error.isEmpty)
        }

        @Test("A check without --data says what it did not examine")
        func notExamined() async throws {
            let site = try await TestSite()
            let result = await site.home.run("check", site.directory, "--routes", site.data + "/routes.json")
            #expect(result.status == 0, "\(result.output)")
            #expect(result.output.contains("not examined: databases and other data (pass --data)\n"))
            #expect(result.output.contains("not examined: the settings file (pass --settings)\n"))
        }

        private struct Report: Decodable {
            struct Item: Decodable {
                let id: String
                let severity: String
                let place: String
                let reason: String
                let command: String
            }
            struct Silenced: Decodable {
                let id: String
                let place: String
                let reason: String
            }
            struct Omitted: Decodable {
                let id: String
                let count: Int
            }
            let site: String
            let findings: [Item]
            let silenced: [Silenced]
            let omitted: [Omitted]
            let notExamined: [String]
        }

        @Test("--json prints one object with findings, silences and what was left out")
        func json() async throws {
            let site = try await TestSite()
            for index in 0..<105 { try site.publish("file\(index)") }
            try site.publish("app.db")
            try site.write("private/gatehouse-check.conf", "files.database | on purpose\n", 0o600)
            let result = await site.home.run("check", site.directory, "--data", site.data, "--json")
            #expect(result.status == 1)
            let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
            #expect(report.site == site.directory)
            #expect(report.findings.count == 100)
            #expect(report.findings.allSatisfy { $0.id == "files.unexpected" && $0.severity == "warning" })
            #expect(report.silenced.map(\.id) == ["files.database"])
            #expect(report.silenced.first?.reason == "on purpose")
            #expect(report.omitted.map(\.count) == [5])
            #expect(report.notExamined.isEmpty)
        }

        @Test("A silence needs a reason and can name a place; silenced findings are named")
        func silences() async throws {
            let site = try await TestSite()
            try site.publish("a.txt")
            try site.publish("b.txt")
            let arguments = ["check", site.directory, "--data", site.data]
            try site.write(
                "private/gatehouse-check.conf",
                "# comment\n\nfiles.unexpected | \(site.directory)/a.txt | a is public\n", 0o600)
            let one = await site.home.run(arguments)
            #expect(one.status == 1)
            #expect(one.output.contains("silenced: files.unexpected: \(site.directory)/a.txt (a is public)\n"))
            #expect(one.output.contains(": 1 warning, 1 silenced\n"))
            try site.write("private/gatehouse-check.conf", "files.unexpected | all are public\n", 0o600)
            #expect(await site.home.run(arguments).status == 0)
        }

        @Test(
            "An invalid line of the silences is an error with its number",
            arguments: [
                ("files.unexpected", "no reason"), ("files.unexpected |", "no reason"),
                ("files.unexpected | /a | ", "no reason"), ("files.unexpected | | x", "no reason"),
                ("files.unexpected | a | b | c", "no reason"), ("files.other | x", "no finding files.other"),
                ("silence.unused | x", "no finding"), ("\u{1B}[2J | x", #"no finding "\x1B[2J""#),
            ])
        func invalidSilence(line: String, text: String) async throws {
            let site = try await TestSite()
            try site.write("private/gatehouse-check.conf", "# first\n\(line)\n", 0o600)
            let result = await site.home.run("check", site.directory, "--data", site.data)
            #expect(result.status == ExitStatus.configuration.rawValue)
            #expect(result.error.contains("line 2") && result.error.contains(text), "\(result.error)")
            #expect(result.output.isEmpty)
        }

        @Test("Silences that others can write, or in the public directory, are an error")
        func unsafeSilences() async throws {
            let site = try await TestSite()
            try site.write("private/gatehouse-check.conf", "files.unexpected | x\n", 0o666)
            let writable = await site.home.run("check", site.directory, "--data", site.data)
            #expect(writable.status == 78 && writable.error.contains("chmod go-w"))
            try site.publish("silences", "files.unexpected | x\n")
            let open = await site.home.run("check", site.directory, "--silence", site.directory + "/silences")
            #expect(open.status == 78 && open.error.contains("is in the public directory"))
            let missing = await site.home.run("check", site.directory, "--silence", site.path("none"))
            #expect(missing.status == 66)
        }

        @Test(
            "A hostile file name is printed on one line, without control characters, and quoted for the shell",
            arguments: [
                ("a\nb", #""DIR/a\x0Ab""#, #"$'DIR/a\x0Ab'"#),
                ("\u{1B}[31mx", #""DIR/\x1B[31mx""#, #"$'DIR/\x1B[31mx'"#),
                ("a b; rm -rf ~x", "DIR/a b; rm -rf ~x", "'DIR/a b; rm -rf ~x'"), ("$(id)", "DIR/$(id)", "'DIR/$(id)'"),
                ("it's", "DIR/it's", #"'DIR/it'\''s'"#),
                ("a\u{202E}txt", #""DIR/a\xE2\x80\xAEtxt""#, #"$'DIR/a\xE2\x80\xAEtxt'"#),
                ("a\"b", #""DIR/a\x22b""#, #"$'DIR/a\x22b'"#), ("ä", "DIR/ä", "DIR/ä"),
            ])
        func hostileName(name: String, place: String, word: String) async throws {
            let site = try await TestSite()
            try site.publish(name)
            let finding = try #require(try await site.check().findings.first)
            #expect(finding.place == place.replacing("DIR", with: site.directory))
            #expect(finding.command == "mv \(word.replacing("DIR", with: site.directory)) \(site.data)")
        }

        @Test("A name that is not in UTF-8 is printed with escapes")
        func invalidUTF8() {
            let path = ShownPath(bytes: Array("/a/".utf8) + [0xFF, 0xC3])
            #expect(path.text == #""/a/\xFF\xC3""#)
            #expect(path.shellWord == #"$'/a/\xFF\xC3'"#)
        }

        @Test("Wrong arguments end with a status of sysexits.h")
        func wrongArguments() async throws {
            let site = try await TestSite()
            for (arguments, status) in [
                ([site.path("none")], 66), ([site.directory, "--data", site.path("none")], 66),
                ([site.directory, "--settings", site.path("none")], 66), ([site.directory, "--mount", "app"], 64),
                ([site.directory, "--other"], 64), ([site.path("private/app.db")], 66),
            ] as [([String], Int32)] {
                let result = await site.home.run(["check"] + arguments)
                #expect(result.status == status, "\(arguments)")
                #expect(result.output.isEmpty && !result.error.isEmpty)
            }
        }

        @Test("The check changes nothing")
        func changesNothing() async throws {
            let site = try await TestSite()
            try site.publish("app.db")
            func state() throws -> [String] {
                try ["public_html/app", "private", "public_html", ""].flatMap { directory in
                    try site.home.names(directory).map { name in
                        let path = directory.isEmpty ? name : "\(directory)/\(name)"
                        return "\(path) \(try site.home.mode(path))"
                    }
                }
            }
            let before = try state()
            _ = try await site.check()
            #expect(try state() == before)
        }

        @Test("The report of a real program is understood, with the hosts of the .htaccess")
        func realProgram() async throws {
            let home = try TemporaryHome()
            let directory = try home.directory("program")
            try FileManager.default.copyItem(
                atPath: Products.program("TestApp"), toPath: directory + "/app.fcgi")
            let site = try Site(directory: directory)
            let loopback = try await ProgramReport.of(site, hosts: [])
            #expect(loopback.findings.contains { $0.id == "hosts.loopback" })
            #expect(loopback.findings.allSatisfy { FindingKind(rawValue: $0.id) != nil })
            #expect(loopback.openRoutes.contains { $0.method == "GET" && $0.path == "/" })
            let named = try await ProgramReport.of(site, hosts: ["a.example"])
            #expect(!named.findings.contains { $0.id == "hosts.loopback" })
        }

        @Test("A needle is found wherever the pieces of a stream divide it", arguments: 1...13)
        func dividedStream(length: Int) {
            let text = Array("....needle....".utf8)
            var search = ByteSearch([
                .init(Array("needle".utf8)), .init(Array("needles".utf8)), .init(Array("..".utf8)),
            ])
            for start in stride(from: 0, to: text.count, by: length) {
                search.append(Array(text[start..<min(start + length, text.count)]))
            }
            search.finish()
            #expect(search.found == [0, 2])
        }

        @Test("A setting is a secret by its name and its value")
        func secretSettings() async throws {
            let site = try await TestSite()
            try site.write(
                "private/app.conf",
                """
                GATEHOUSE_APP_KEYBOARD=us
                GATEHOUSE_APP_TOKEN_LIFETIME=1h
                GATEHOUSE_APP_KEY=/home/me/key.pem
                GATEHOUSE_APP_APIKEY=a1b2c3d4e5f6a7b8
                GATEHOUSE_APP_SECRET_OLD=b1b2c3d4e5f6a7b8
                GATEHOUSE_APP_KEYS=ada:c1b2c3d4e5f6a7b8,bob:d1b2c3d4e5f6a7b8

                """, 0o600)
            var parts = try Site(directory: site.directory)
            parts.settings = site.path("private/app.conf")
            let names = SettingsCheck(parts)?.secrets.map(\.name)
            #expect(
                names == [
                    "GATEHOUSE_APP_APIKEY", "GATEHOUSE_APP_SECRET_OLD", "GATEHOUSE_APP_KEYS of ada",
                    "GATEHOUSE_APP_KEYS of bob",
                ])
        }

        @Test("docs/deploying.md lists each id with the severity, the reason and the remedy of the code")
        func documentedIDs() throws {
            let text = try String(
                decoding: Data(contentsOf: Products.root.appending(path: "docs/deploying.md")), as: UTF8.self)
            let rows = text.split(separator: "\n").filter { line in
                line.hasPrefix("| `") && line.split(separator: "|").count == 4
            }
            let expected = FindingKind.allCases.map { kind in
                "| `\(kind.id)` | \(kind.severity.rawValue) | \(kind.reason) | `\(kind.remedy)` |"
            }
            #expect(rows.map(String.init) == expected)
        }
    }
#endif
