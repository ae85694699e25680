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

        @Flag(help: "Prints one JSON object with the result and the releases.")
        var json = false

        func run() async throws {
            let console = Console.current
            if let address = try RemoteAddress(directory) {
                let arguments = ["rollback", address.path, "--data", data.remotePath(for: address.path)]
                let more = (to.map { ["--to", $0] } ?? []) + (list ? ["--list"] : []) + (json ? ["--json"] : [])
                if try await remote.run(arguments + options.arguments + more, on: address, console) { return }
                let report = try await remote.withSFTP(address) { place in
                    try await rollBack(on: place, at: address, console)
                }
                try report.print(to: console, asJSON: json)
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
            guard let target = try target(among: names, current: current, in: releases) else {
                try listed(names, current, installation).print(to: console, asJSON: json)
                return
            }
            let lock = try DeploymentLock(in: installation.privateDirectory)
            let bytes = try releases.bytes(target)
            try await ProgramCheck(program: releases.path(target), hosts: []).run()
            try installation.install(bytes)
            _ = consume lock
            try rolledBack(to: target, names, installation).print(to: console, asJSON: json)
        }

        /// Rolls back by SFTP. The release cannot be started there before it is installed.
        private func rollBack(
            on host: SFTPPlace, at address: RemoteAddress, _ console: Console
        ) async throws -> DeploymentReport {
            let directory = try host.absolute(address.path)
            let (template, place) = try options.place(
                directory, privateDirectory: options.privateDirectory.map(host.absolute),
                rules: try await host.files.text(directory + "/.htaccess"))
            let installation = try Installation(
                template: template, place: place,
                privateDirectory: try host.absolute(data.remotePath(for: address.path)))
            let releases = SFTPReleases(files: host.files, installation: installation)
            let current = try await releases.installedName()
            let names = Set(try await releases.names() + [current].compactMap { $0 }).sorted()
            guard let target = try target(among: names, current: current, in: installation.releases) else {
                return listed(names, current, installation)
            }
            if target == current { return rolledBack(to: target, names, installation) }
            try await SFTPLock.with(host.files, in: installation.privateDirectory, console) { lock in
                _ = try await releases.keepInstalled()
                try await lock.check()
                try await releases.install(target)
            }
            return rolledBack(to: target, names, installation)
        }

        /// The release to install; `nil` if the releases are to be listed.
        private func target(
            among names: [String], current: String?, in releases: Releases
        ) throws(ToolError) -> String? {
            if list { return nil }
            let older = current.map { current in names.filter { $0 < current } } ?? names
            guard let target = to ?? older.last, names.contains(target) else {
                throw ToolError(
                    to.map { "there is no release \($0)" } ?? "there is no older release in \(releases.directory)",
                    remedy: names.isEmpty ? nil : "use --to with one of: \(names.joined(separator: ", "))",
                    status: .missingInput)
            }
            return target
        }

        private func listed(_ names: [String], _ current: String?, _ installation: Installation) -> DeploymentReport {
            var report = DeploymentReport(result: .listed, program: installation.program)
            report.releases = names
            report.current = current
            return report
        }

        private func rolledBack(
            to target: String, _ names: [String], _ installation: Installation
        ) -> DeploymentReport {
            var report = DeploymentReport(result: .rolledBack, program: installation.program)
            report.releases = names
            report.current = target
            return report
        }
    }
#endif
