#if Tool
    internal import ArgumentParser
    internal import FastCGI

    /// Installs a program on this machine.
    struct DeployCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deploy",
            abstract: "Installs a program in a public directory, of this machine or of a host with ssh.",
            discussion: """
                It creates the private directory and a settings file with fresh secrets, closes the public directory, checks the \
                new program with one request, and exchanges the programs in one step. A second run changes nothing. A run that is \
                killed leaves the old state or the new one, and the next run needs no unlocking.

                  gatehouse deploy ~/public_html --host www.example.com
                  gatehouse deploy ~/public_html/app --host www.example.com --program app.fcgi --dry-run
                  gatehouse deploy me@example.com:public_html --host www.example.com

                For a host, it copies the program and this tool to ~/.cache/gatehouse there, if they have changed, and runs the tool. So does a dry run.
                """
        )

        @Argument(help: "The public directory, as Apache knows it, or user@host:DIRECTORY.")
        var directory: String

        @OptionGroup var options: TemplateOptions

        @OptionGroup var data: DataOption

        @OptionGroup var remote: RemoteOptions

        @Option(help: "The program. Without it, the package in the current directory is built.")
        var program: String?

        @Option(help: "A host that the program serves, for a new settings file. Can be repeated.")
        var host: [String] = []

        @Option(
            help: """
                The name of a secret for a new settings file, such as KEYS. Can be repeated. Defaults to those that the package \
                uses during development.
                """)
        var secret: [String] = []

        @Option(
            help: """
                The URL of the site. After the deployment, it is requested and probed; if that fails, the old program comes \
                back.
                """)
        var url: String?

        @Option(help: "The numeric address of the host in --url, if its name leads elsewhere, such as to a proxy.")
        var address: String?

        @Option(help: "The number of releases that are kept for gatehouse rollback.")
        var keep = 5

        @Flag(help: "Shows what would change, and changes nothing.")
        var dryRun = false

        @Flag(help: "Replaces a .htaccess that was not made from a template.")
        var replace = false

        func validate() throws {
            if keep < 2 {
                throw ValidationError("--keep is \(keep); use 2 or more, for the program and the one before it")
            }
        }

        func run() async throws {
            let console = Console.current
            // They become a line of the settings file.
            try Template.checkHosts(host)
            if let address = try RemoteAddress(directory) {
                try await deploy(to: address, console)
                return
            }
            let directory = LocalFiles.absolute(directory)
            let (template, place) = try options.place(directory)
            let installation = try Installation(
                template: template, place: place, privateDirectory: try data.path(for: directory))
            let bytes = try await programBytes(console)
            let deployment = Deployment(
                installation: installation, bytes: bytes, hosts: host, secrets: try secretNames(for: directory),
                kept: keep,
                replacesRules: replace)
            let steps = try deployment.steps()
            guard !steps.isEmpty else {
                console.print("\(installation.program) is up to date.")
                return
            }
            if let rules = try deployment.rules() { LineDifference(from: rules.old, to: rules.new).print(to: console) }
            if dryRun {
                for step in steps { console.print("would \(step)") }
                return
            }
            guard let url else {
                try await deployment.run(console)
                console.print("\(installation.program) is deployed.", .green)
                return
            }
            let site = try ProbeURL(url)
            let known: String
            if let address { known = address } else { known = try await ProbeTransport.resolve(site.host) }
            try await deployment.run(console) {
                try await Self.verify(site, address: known, directory: directory, console)
            }
            console.print("\(installation.program) is deployed.", .green)
        }

        /// Requests a site, and probes it.
        ///
        /// - Throws: ``ToolError`` if the program does not respond, or if the site is not closed.
        private static func verify(
            _ url: ProbeURL, address: String, directory: String, _ console: Console
        ) async throws {
            let transport = ProbeTransport(url: url, address: address, timeout: .seconds(30))
            let response: ProbeResponse
            do {
                response = try await transport.send(ProbeRequest(target: url.mount + "/"))
            } catch {
                throw ToolError("the site does not respond: \(error)", status: .unavailable)
            }
            guard let status = response.status, status < 500 else {
                throw ToolError(
                    "the site responds with \(response.status.map(String.init) ?? "no status")",
                    remedy: "read the error log of the web server: gatehouse logs", status: .unavailable)
            }
            let report = try await SiteProbe(
                url: url, directory: directory, address: address, timeout: .seconds(10), largestBody: 2_000_000,
                console: console
            ).run()
            report.print(to: console)
            guard report.status == .ok else {
                throw ToolError("the probe of the site has failed", status: report.status)
            }
        }

        /// Deploys to a host, with the same command there.
        private func deploy(to address: RemoteAddress, _ console: Console) async throws {
            let bytes = try await programBytes(console)
            var arguments = [
                "deploy", address.path, "--data", data.remotePath(for: address.path), "--keep", String(keep),
            ]
            arguments += options.arguments + host.flatMap { ["--host", $0] }
            arguments += try secretNames(for: address.path).flatMap { ["--secret", $0] }
            arguments += (url.map { ["--url", $0] } ?? []) + (self.address.map { ["--address", $0] } ?? [])
            if dryRun { arguments.append("--dry-run") }
            if replace { arguments.append("--replace") }
            let status = try await remote.deployment(address).run(arguments, program: bytes, console)
            if status != 0 { throw ExitCode(status) }
        }

        private func programBytes(_ console: Console) async throws -> [UInt8] {
            let file: String
            if let program {
                file = LocalFiles.absolute(program)
            } else {
                file = try await StaticBuild(package: LocalFiles.absolute("."), product: nil).run(console)
            }
            guard let bytes = try LocalFiles.bytes(file, limit: LocalFiles.programLimit) else {
                throw ToolError(
                    "there is no program \(file)", remedy: "build it with: gatehouse build", status: .missingInput)
            }
            guard !StaticFile(bytes: bytes).problems.contains(StaticFile.debugProblem) else {
                throw ToolError(
                    "\(file) must not be deployed: \(StaticFile.debugProblem)",
                    remedy: "build it with: gatehouse build",
                    status: .invalidData)
            }
            return bytes
        }

        /// The names for a new settings file.
        private func secretNames(for directory: String) throws -> [String] {
            if !secret.isEmpty { return try secret.map { try SecretsCommand.setting($0) } }
            let development = LocalFiles.absolute(
                ".development/private/\(data.name(for: directory))/app.conf")
            return SettingsDocument(try LocalFiles.text(development) ?? "").names.filter {
                $0.hasPrefix("GATEHOUSE_APP_")
            }
        }
    }
#endif
