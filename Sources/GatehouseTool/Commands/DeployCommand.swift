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

                For a host, it copies the program and this tool to ~/.cache/gatehouse there, if they have changed, and runs the \
                tool. So does a dry run. If the host gives no shell, it does all steps by SFTP; the new program is then not \
                started before it is installed, so pass --url.
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

        @Flag(help: "Prints one JSON object with the result, the steps and the lines of the .htaccess that change.")
        var json = false

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
            let deployment = Deployment(
                plan: plan(installation, secrets: try secretNames(for: directory)),
                bytes: try await programBytes(console)
            )
            let state = try deployment.state()
            guard try begin(deployment.plan, state, console) else { return }
            if let url {
                let site = try ProbeURL(url)
                let known = try await siteAddress(site)
                try await deployment.run(console) {
                    try await verify(
                        site, address: known, directory: directory, try PlantedCanaries(in: directory), console)
                }
            } else {
                try await deployment.run(console)
            }
            try end(deployment.plan, state, console)
        }

        /// What the arguments ask for.
        func plan(_ installation: Installation, secrets: [String]) -> DeploymentPlan {
            DeploymentPlan(
                installation: installation, hosts: host, secrets: secrets, kept: keep, replacesRules: replace)
        }

        /// Shows what would change.
        ///
        /// - Returns: whether something is to be done.
        func begin(_ plan: DeploymentPlan, _ state: DeploymentPlan.State, _ console: Console) throws -> Bool {
            let steps = try plan.steps(for: state)
            if steps.isEmpty {
                try report(.unchanged, plan, state).print(to: console, asJSON: json)
                return false
            }
            if let rules = try plan.newRules(for: state), !json {
                LineDifference(from: state.rules ?? "", to: rules).print(to: console)
            }
            if dryRun { try report(.planned, plan, state).print(to: console, asJSON: json) }
            return !dryRun
        }

        /// Says what was done.
        func end(_ plan: DeploymentPlan, _ state: DeploymentPlan.State, _ console: Console) throws {
            try report(.deployed, plan, state).print(to: console, asJSON: json)
        }

        private func report(
            _ result: DeploymentReport.Result, _ plan: DeploymentPlan, _ state: DeploymentPlan.State
        ) throws -> DeploymentReport {
            var report = DeploymentReport(result: result, program: plan.installation.program)
            report.steps = try plan.steps(for: state).map(\.description)
            if let rules = try plan.newRules(for: state) {
                report.difference = LineDifference(from: state.rules ?? "", to: rules).lines.map {
                    "\($0.mark)\($0.text)"
                }
            }
            return report
        }

        /// The numeric address of the site.
        func siteAddress(_ site: ProbeURL) async throws -> String {
            if let address { return address }
            return try await ProbeTransport.resolve(site.host)
        }

        /// Requests a site, and probes it.
        ///
        /// - Throws: ``ToolError`` if the program does not respond, or if the site is not closed.
        func verify(
            _ url: ProbeURL, address: String, directory: String, _ canaries: some CanaryFiles, _ console: Console
        ) async throws {
            try await Self.request(url, address: address)
            let report = try await SiteProbe(
                url: url, directory: directory, address: address, timeout: .seconds(10), largestBody: 2_000_000,
                console: console
            ).run(with: canaries)
            // Standard output has one JSON object only.
            report.print(to: json ? console.beside : console)
            guard report.status == .ok else {
                throw ToolError("the probe of the site has failed", status: report.status)
            }
        }

        /// Requests a site.
        ///
        /// - Throws: ``ToolError`` if the program does not respond.
        private static func request(_ url: ProbeURL, address: String) async throws {
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
        }

        func programBytes(_ console: Console) async throws -> [UInt8] {
            guard let program else {
                return try await StaticBuild(package: LocalFiles.absolute("."), product: nil).run(console).bytes
            }
            let file = LocalFiles.absolute(program)
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
        func secretNames(for directory: String) throws -> [String] {
            if !secret.isEmpty { return try secret.map { try SecretsCommand.setting($0) } }
            let development = LocalFiles.absolute(
                ".development/private/\(data.name(for: directory))/app.conf")
            return SettingsDocument(try LocalFiles.text(development) ?? "").names.filter {
                $0.hasPrefix("GATEHOUSE_APP_")
            }
        }
    }
#endif
