#if Tool
    internal import ArgumentParser

    /// Installs an older release.
    struct RollbackCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rollback",
            abstract: "Puts an older release back into its place.",
            discussion: """
                Settings, data and the .htaccess stay as they are.

                  gatehouse rollback ~/public_html              # the release before the one that runs
                  gatehouse rollback ~/public_html --list
                """
        )

        @Argument(help: "The public directory, or user@host:DIRECTORY.")
        var directory: String

        @OptionGroup var options: TemplateOptions

        @OptionGroup var data: DataOption

        @OptionGroup var remote: RemoteOptions

        @Option(help: "The name of the release. Defaults to the one before the one that runs.")
        var to: String?

        @Flag(help: "Lists the releases; * marks the one that runs.")
        var list = false

        func run() async throws {
            let console = Console.current
            if let address = try RemoteAddress(directory) {
                let arguments = ["rollback", address.path, "--data", data.remotePath(for: address.path)]
                let more = (to.map { ["--to", $0] } ?? []) + (list ? ["--list"] : [])
                let status = try await remote.deployment(address).run(arguments + options.arguments + more, console)
                if status != 0 { throw ExitCode(status) }
                return
            }
            let directory = LocalFiles.absolute(directory)
            let (template, place) = try options.place(directory)
            let installation = try Installation(
                template: template, place: place, privateDirectory: try data.path(for: directory))
            let releases = installation.releases
            let names = try releases.names()
            let installed = try LocalFiles.bytes(installation.program, limit: LocalFiles.programLimit)
            let current = try installed.flatMap { bytes throws(ToolError) in try releases.name(of: bytes) }
            if list {
                for name in names { console.print("\(name == current ? "*" : " ") \(name)") }
                return
            }
            let older = current.map { current in names.filter { $0 < current } } ?? names
            guard let target = to ?? older.last, names.contains(target) else {
                throw ToolError(
                    to.map { "there is no release \($0)" } ?? "there is no older release in \(releases.directory)",
                    remedy: names.isEmpty ? nil : "use --to with one of: \(names.joined(separator: ", "))",
                    status: .missingInput)
            }
            let lock = try DeploymentLock(in: installation.privateDirectory)
            let bytes = try releases.bytes(target)
            try await ProgramCheck(program: releases.path(target), hosts: []).run()
            try installation.install(bytes)
            _ = consume lock
            console.print("\(installation.program) is the release \(target).", .green)
        }
    }
#endif
