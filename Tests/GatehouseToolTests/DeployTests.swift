#if Tool
    import FoundationEssentials
    import Testing

    @testable import GatehouseTool

    @Suite("gatehouse deploy and gatehouse rollback")
    struct DeployTests {
        /// A site in a home of its own. Shell scripts stand for the programs.
        private struct Site {
            let home: TemporaryHome
            let website: String
            let data: String

            init() throws {
                home = try TemporaryHome()
                _ = try home.directory("public_html")
                website = home.path + "/public_html/app"
                data = home.path + "/private/app"
            }

            /// A program that responds with its version, or with an error.
            func program(_ version: String, status: String = "200 OK", exit: Int = 0) throws -> String {
                try home.write(
                    "build-\(version)",
                    """
                    #!/bin/sh
                    if [ "$1" = --routes=json ]; then echo "says \(version)" >&2; echo '[]'; exit \(exit); fi
                    echo "log of \(version)" >&2
                    printf 'Status: \(status)\\r\\nContent-Type: text/plain\\r\\n\\r\\n\(version)'

                    """, mode: 0o755)
                return home.path + "/build-\(version)"
            }

            func deploy(_ program: String, _ more: String...) async -> TemporaryHome.Result {
                await home.run(
                    ["deploy", website, "--data", data, "--program", program, "--host", "www.example.com"] + more)
            }

            func rollback(_ more: String...) async -> TemporaryHome.Result {
                await home.run(["rollback", website, "--data", data] + more)
            }

            /// The version of the program that the web server would start.
            func version() async throws -> String {
                let run = try await ProgramRun.of(website + "/app.fcgi")
                return String(decoding: try #require(CGIResponse(run.output)).body, as: UTF8.self)
            }
        }

        @Test(
            "The first deployment creates all that is missing, with the modes of the documents; the second changes nothing"
        )
        func first() async throws {
            let site = try Site()
            let result = await site.deploy(try site.program("one"), "--secret", "KEYS")
            #expect(result.status == 0, "\(result.error)")
            #expect(try site.home.mode("private/app") == 0o700)
            #expect(try site.home.mode("private/app/app.conf") == 0o600)
            #expect(try site.home.mode("private/app/releases") == 0o700)
            #expect(try site.home.mode("public_html/app") == 0o711)
            #expect(try site.home.mode("public_html/app/app.fcgi") == 0o711)
            #expect(try site.home.mode("public_html/app/.htaccess") == 0o644)
            #expect(try site.home.names("public_html/app") == [".htaccess", "app.fcgi"])
            let settings = SettingsDocument(try site.home.text("private/app/app.conf"))
            #expect(settings.names == ["GATEHOUSE_HOSTS", "GATEHOUSE_APP_KEYS"])
            #expect(settings["GATEHOUSE_HOSTS"] == "www.example.com")
            #expect(settings["GATEHOUSE_APP_KEYS"]?.utf8.count == 44)
            #expect(try await site.version() == "one")
            let again = await site.deploy(try site.program("one"), "--secret", "KEYS")
            #expect(again.output == "\(site.website)/app.fcgi is up to date.\n")
            #expect(SettingsDocument(try site.home.text("private/app/app.conf")).text == settings.text)
        }

        @Test("A program that does not start or fails at a request is not installed, and its output is shown")
        func broken() async throws {
            let site = try Site()
            #expect(await site.deploy(try site.program("one")).status == 0)
            for (program, part) in [
                (try site.program("two", exit: 78), "says two"),
                (try site.program("three", status: "500 Error"), "log of three"),
            ] {
                let result = await site.deploy(program)
                #expect(result.status == ExitStatus.configuration.rawValue)
                #expect(result.error.contains(part) && result.error.contains("the old one still runs"))
                #expect(try await site.version() == "one")
            }
            try site.home.write("nothing", "#!/bin/sh\n[ \"$1\" ]\n", mode: 0o755)
            #expect(await site.deploy(site.home.path + "/nothing").status == ExitStatus.configuration.rawValue)
            #expect(try await site.version() == "one")
        }

        @Test("--dry-run names the steps and changes nothing")
        func dryRun() async throws {
            let site = try Site()
            let result = await site.deploy(try site.program("one"), "--dry-run")
            #expect(result.status == 0)
            #expect(result.output.contains("+RewriteEngine On"))
            #expect(result.output.contains("would write the settings file"))
            #expect(try site.home.names("public_html") == [])
            #expect(try site.home.names(".") == ["build-one", "public_html"])
        }

        @Test("The .htaccess comes before a program in the public directory, and after a program outside")
        func order() throws {
            let site = try Site()
            for (template, program) in [(Template.fcgidRewrite, nil), (.fcgidWrapper, site.home.path + "/program")] {
                let place = TemplatePlace(directory: site.website, privateDirectory: program, mount: "/app")
                let plan = DeploymentPlan(
                    installation: try Installation(template: template, place: place, privateDirectory: site.data),
                    hosts: ["a.example"], secrets: [], kept: 2, replacesRules: false)
                let steps = try plan.steps(for: Deployment(plan: plan, bytes: [1]).state())
                let (rules, install) = (steps.firstIndex(of: .writeRules), steps.firstIndex(of: .installProgram))
                #expect(try (#require(rules) < #require(install)) == !template.hasPrivateProgram)
                #expect(steps.contains(.createDirectory(site.home.path + "/program", mode: 0o711)) == (program != nil))
            }
        }

        @Test(
            "--json prints the steps, the changed lines and the releases as one object, without other text on standard output"
        )
        func json() async throws {
            struct Report: Decodable {
                let result: String
                let program: String
                let steps: [String]
                let difference: [String]
                let releases: [String]
                let current: String?
            }
            func report(_ result: TemporaryHome.Result) throws -> Report {
                try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
            }
            let site = try Site()
            let planned = try report(await site.deploy(try site.program("one"), "--dry-run", "--json"))
            #expect(planned.result == "planned" && planned.difference.contains("+RewriteEngine On"))
            let first = try report(await site.deploy(try site.program("one"), "--json"))
            #expect(first.result == "deployed" && first.program == site.website + "/app.fcgi")
            #expect(first.steps == planned.steps && first.steps.count == 5)
            let again = try report(await site.deploy(try site.program("one"), "--json"))
            #expect(again.result == "unchanged" && again.steps.isEmpty && again.difference.isEmpty)
            #expect(await site.deploy(try site.program("two")).status == 0)
            let list = try report(await site.rollback("--list", "--json"))
            #expect(list.result == "listed" && list.releases.count == 2 && list.current == list.releases[1])
            let back = try report(await site.rollback("--json"))
            #expect(back.result == "rolled back" && back.current == list.releases[0])
        }

        @Test("A rollback installs the release before, also one that was there before the first deployment")
        func rollback() async throws {
            let site = try Site()
            for version in ["one", "two", "three"] { #expect(await site.deploy(try site.program(version)).status == 0) }
            #expect(await site.rollback().status == 0)
            #expect(try await site.version() == "two")
            #expect(await site.rollback().status == 0)
            #expect(try await site.version() == "one")
            #expect(await site.rollback().status == ExitStatus.missingInput.rawValue)
            let list = await site.rollback("--list").output.split(separator: "\n")
            #expect(list.count == 3)
            #expect(list.map { $0.first } == ["*", " ", " "])
            #expect(await site.rollback("--to", String(list[2].dropFirst(2))).status == 0)
            #expect(try await site.version() == "three")
            #expect(await site.rollback("--to", "../../build-one").status == ExitStatus.missingInput.rawValue)
        }

        @Test("A program that was installed by hand is kept as a release")
        func foreignProgram() async throws {
            let site = try Site()
            #expect(await site.deploy(try site.program("one")).status == 0)
            try LocalFiles.replace(
                site.website + "/app.fcgi", with: try #require(LocalFiles.text(try site.program("hand"))), mode: 0o711)
            #expect(await site.deploy(try site.program("two")).status == 0)
            #expect(await site.rollback().status == 0)
            #expect(try await site.version() == "hand")
        }

        @Test("Only the newest releases stay, and the one that runs stays in any case")
        func pruning() async throws {
            let site = try Site()
            for version in 1...4 {
                #expect(await site.deploy(try site.program("\(version)"), "--keep", "2").status == 0)
            }
            let releases = Releases(directory: site.data + "/releases")
            #expect(try releases.names().count == 2)
            let oldest = try releases.bytes(releases.names()[0])
            _ = try releases.add([1])
            _ = try releases.add([2])
            try releases.prune(to: 2, keeping: releases.name(of: oldest))
            #expect(try releases.names().count == 3)
            #expect(await site.deploy(try site.program("5"), "--keep", "1").status == 64)
        }

        @Test("Only one deployment runs at a time, and the other one names its holder")
        func lock() async throws {
            let site = try Site()
            #expect(await site.deploy(try site.program("one")).status == 0)
            do {
                let lock = try DeploymentLock(in: site.data)
                let result = await site.deploy(try site.program("two"))
                #expect(result.status == ExitStatus.busy.rawValue)
                #expect(result.error.contains("another deployment is running: ") && result.error.contains("since 20"))
                #expect(
                    await site.rollback("--to", try Releases(directory: site.data + "/releases").names()[0]).status
                        == 75)
                _ = consume lock
            }
            #expect(await site.deploy(try site.program("two")).status == 0)
        }

        @Test("Arguments that cannot work are refused before anything changes")
        func refusals() async throws {
            let site = try Site()
            let program = try site.program("one")
            let inside = await site.home.run(
                "deploy", site.website, "--data", site.website + "/x", "--program", program)
            #expect(inside.status == 64)
            let noHost = await site.home.run("deploy", site.website, "--data", site.data, "--program", program)
            #expect(noHost.status == 64 && noHost.error.contains("--host"))
            #expect(await site.deploy("/none").status == ExitStatus.missingInput.rawValue)
            let line = await site.deploy(program, "--host", "a.example\nGATEHOUSE_HTTPS=not-required")
            #expect(line.status == 64 && line.error.contains("is invalid"))
            try site.home.write("debug", "#!/bin/sh\n# \(StaticFile.debugMark)\n", mode: 0o755)
            #expect(await site.deploy(site.home.path + "/debug").status != 0)
            _ = try site.home.directory("public_html/app")
            try site.home.write("public_html/app/.htaccess", "Deny from all\n")
            let rules = await site.deploy(program)
            #expect(rules.status == ExitStatus.cannotCreate.rawValue && rules.error.contains("--replace"))
            #expect(try site.home.names("public_html/app") == [".htaccess"])
            #expect(try site.home.names(".") == ["build-one", "debug", "public_html"])
        }
    }
#endif
