#if Tool
    internal import ArgumentParser
    internal import FastCGI

    /// Installs a program on this machine.
    struct DeployCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "deploy",
            abstract: "Installs a program in a public directory of this machine.",
            discussion: """
                It creates the private directory and a settings file with fresh secrets, closes the public directory, checks the \\
                new program with one request, and exchanges the programs in one step. A second run changes nothing. A run that is \\
                killed leaves the old state or the new one, and the next run needs no unlocking.

                  gatehouse deploy ~/public_html --host www.example.com
                  gatehouse deploy ~/public_html/app --host www.example.com --program app.fcgi --dry-run
                """
        )

        @Argument(help: "The public directory, as Apache knows it.")
        var directory: String

        @OptionGroup var options: TemplateOptions

        @OptionGroup var data: DataOption

        @Option(help: "The program. Without it, the package in the current directory is built.")
        var program: String?

        @Option(help: "A host that the program serves, for a new settings file. Can be repeated.")
        var host: [String] = []

        @Option(
            help: """
                The name of a secret for a new settings file, such as KEYS. Can be repeated. Defaults to those that the package \\
                uses during development.
                """)
        var secret: [String] = []

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
            let directory = LocalFiles.absolute(directory)
            let installation = try Installation(
                template: try options.chosenTemplate(), place: try options.place(directory, hosts: []),
                privateDirectory: try data.path(for: directory))
            let file = if let program { LocalFiles.absolute(program) } else { try await build(console) }
            guard let bytes = try LocalFiles.bytes(file, limit: LocalFiles.programLimit) else {
                throw ToolError(
                    "there is no program \(file)", remedy: "build it with: gatehouse build", status: .missingInput)
            }
            let problems = StaticFile(bytes: bytes).problems.filter { $0 == StaticFile.debugProblem }
            guard problems.isEmpty else {
                throw ToolError(
                    "\(file) must not be deployed: \(problems.joined(separator: "; "))",
                    remedy: "build it with: gatehouse build", status: .invalidData)
            }
            let deployment = Deployment(
                installation: installation, bytes: bytes, hosts: host, secrets: try secretNames(), kept: keep,
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
            try await deployment.run(console)
            console.print("\(installation.program) is deployed.", .green)
        }

        private func build(_ console: Console) async throws -> String {
            try await StaticBuild(package: LocalFiles.absolute("."), product: nil).run(console)
        }

        /// The names for a new settings file.
        private func secretNames() throws -> [String] {
            if !secret.isEmpty { return try secret.map { try SecretsCommand.setting($0) } }
            let development = LocalFiles.absolute(
                ".development/private/\(data.name(for: LocalFiles.absolute(directory)))/app.conf")
            return SettingsDocument(try LocalFiles.text(development) ?? "").names.filter {
                $0.hasPrefix("GATEHOUSE_APP_")
            }
        }
    }

    /// The private directory of an application.
    struct DataOption: ParsableArguments {
        @Option(
            name: .customLong("data"),
            help: """
                The private directory with settings, data and releases. Defaults to ~/private/NAME, where NAME is that of the \\
                public directory, or of the current one for a whole site.
                """)
        var directory: String?

        /// The name of the application.
        func name(for publicDirectory: String) -> String {
            let isSite = TemplatePlace.usualMount(of: publicDirectory) == "/"
            let path = isSite ? LocalFiles.absolute(".") : publicDirectory
            return path.split(separator: "/").last.map(String.init) ?? "app"
        }

        func path(for publicDirectory: String) throws(ToolError) -> String {
            if let directory { return LocalFiles.absolute(directory) }
            guard let home = ProcessEnvironment.value("HOME"), home.hasPrefix("/") else {
                throw ToolError("the variable HOME names no directory", remedy: "pass --data", status: .usage)
            }
            return "\(home)/private/\(name(for: publicDirectory))"
        }
    }
#endif
