#if Tool
    import FoundationEssentials
    import TestSupport

    @testable import GatehouseTool

    /// A site without faults, in a temporary home, as the tool and the documents create it.
    final class TestSite {
        let home: TemporaryHome
        let template: Template
        /// The public directory.
        var directory: String
        /// The directory of the program.
        let program: String
        /// The directory for data.
        var data: String
        var routes: String?
        var privateDirectory: String?
        var mount: String?
        var entryLimit = 1000
        var timeLimit = Duration.seconds(10)
        var silences: String?
        var networkFileSystem: String?
        /// What the program prints for `--check=json`.
        private var findings: [String] = []
        /// Lines of the program behind its code.
        private var trailer = ""

        static let key = "q8Zr1Vw5Lk3Tn7Yb2Xc9Fd4G"

        init(_ template: Template = .fcgidRewrite) async throws {
            home = try TemporaryHome()
            self.template = template
            let program: String
            directory = try home.directory("public_html/app")
            data = try home.directory("private")
            if template.hasPrivateProgram {
                program = try home.directory("program")
            } else {
                program = directory
            }
            self.program = program
            for path in ["", "public_html", "public_html/app"] { try chmod(path, 0o711) }
            try chmod("private", 0o700)
            if template.hasPrivateProgram { try chmod("program", 0o711) }
            try writeProgram()
            try write(
                "private/app.conf", "# Settings\nGATEHOUSE_HOSTS=a.example\nGATEHOUSE_APP_KEY=\(Self.key)\n", 0o600)
            try write("private/app.db", "SQLite format 3\u{0}", 0o600)
            try write(
                "private/routes.json",
                #"[{"method": "GET", "path": "/", "rule": "everyone", "name": null, "source": "App/main.swift:3"}]"#,
                0o600)
            if template == .fcgidAssets {
                _ = try home.directory("public_html/app/assets")
                try chmod("public_html/app/assets", 0o755)
                try write("public_html/app/assets/style.css", "p { color: red }\n", 0o644)
            }
            if template == .fcgidAuthorizer { try write("public_html/app/report.html", "<p>Report</p>\n", 0o644) }
            try await writeHtaccess()
        }

        /// Writes the .htaccess with the tool.
        func writeHtaccess() async throws {
            var arguments = ["htaccess", "--for", directory, "--template", template.rawValue, "--replace"]
            if template.hasPrivateProgram { arguments += ["--private", program] }
            if template.takesHosts { arguments += ["--host", "a.example"] }
            let result = await home.run(arguments)
            guard result.status == 0 else { throw ToolError(result.error, status: .internalError) }
        }

        /// Writes the program, which prints the findings and one open route.
        func writeProgram(_ code: String? = nil, mode: Int = 0o711) throws {
            let json =
                #"{"findings": [\#(findings.joined(separator: ","))], "openRoutes": [{"method": "GET", "path": "/"}]}"#
            let status = findings.isEmpty ? 0 : 1
            let usual = "printf '%s\\n' '\(json)'\nexit \(status)"
            try write(relative(program) + "/app.fcgi", "#!/bin/sh\n\(code ?? usual)\n\(trailer)", mode)
        }

        /// Lets the program report a finding.
        func report(_ id: String, place: String = "hosts", remedy: String = "do it") throws {
            findings.append(#"{"id": "\#(id)", "place": "\#(place)", "reason": "because", "remedy": "\#(remedy)"}"#)
            try writeProgram()
        }

        /// Adds bytes to the program.
        func embed(_ text: String) throws {
            trailer += text + "\n"
            try writeProgram()
        }

        func relative(_ path: String) -> String { String(path.dropFirst(home.path.count + 1)) }

        func write(_ name: String, _ text: String, _ mode: Int = 0o644) throws {
            try home.write(name, text)
            try chmod(name, mode)
        }

        /// Writes a file in the public directory.
        func publish(_ name: String, _ text: String = "", _ mode: Int = 0o644) throws {
            try write("public_html/app/\(name)", text, mode)
        }

        /// Creates a directory in the public one.
        func publishDirectory(_ name: String) throws {
            _ = try home.directory("public_html/app/\(name)")
            try chmod("public_html/app/\(name)", 0o755)
        }

        /// Adds a line to the .htaccess.
        func addRule(_ line: String) throws {
            try publish(".htaccess", try home.text("public_html/app/.htaccess") + line + "\n")
        }

        func chmod(_ name: String, _ mode: Int) throws {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
        }

        func chown(_ name: String, owner: Int? = nil, group: Int? = nil) throws {
            var attributes: [FileAttributeKey: Any] = [:]
            if let owner { attributes[.ownerAccountID] = owner }
            if let group { attributes[.groupOwnerAccountID] = group }
            try FileManager.default.setAttributes(attributes, ofItemAtPath: path(name))
        }

        func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

        func path(_ name: String) -> String { name.isEmpty ? home.path : "\(home.path)/\(name)" }

        /// Runs another program.
        func execute(_ program: String, _ arguments: String...) throws {
            let end = try Program("/usr/bin/env", [program] + arguments, environment: ["PATH": "/usr/bin:/bin"]).end()
            guard end.status == 0 else { throw ToolError(end.errors, status: .internalError) }
        }

        /// The report of the check.
        func check() async throws -> SiteReport {
            var site = try Site(directory: directory)
            site.data = data
            site.settings = data + "/app.conf"
            site.routes = routes
            site.privateDirectory = privateDirectory
            site.mount = mount
            if let name = networkFileSystem { site.networkFileSystem = { _ in name } }
            let silences = try silences.map { try Silences(path: $0, outside: directory) }
            var check = SiteCheck(site, silences: silences, entryLimit: entryLimit, timeLimit: timeLimit)
            return await check.run()
        }
    }
#endif
