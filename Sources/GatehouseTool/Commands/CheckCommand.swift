#if Tool
    internal import ArgumentParser
    internal import FastCGI

    /// Looks for faults of a site.
    struct CheckCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Looks for faults of a site: files, modes, secrets, .htaccess, settings, open routes.",
            discussion: """
                It examines a public directory as a careful reviewer would, and changes nothing. Each finding has an id, a \
                reason and the command that fixes it. The exit status is 1 if there are findings. docs/deploying.md lists \
                all ids.

                  gatehouse check ~/public_html/app
                  gatehouse check ~/public_html/app --data ~/private --settings ~/private/other.conf --json

                  gatehouse check me@example.com:public_html

                For a host, it copies this tool there and runs it; all paths are paths on the host. If the host gives no shell, \
                it examines what SFTP shows, without silences, and does not run the program.

                Run it as the owner of the site: it runs the program with --check, and a program of another user is not run.

                A line of the file with silences accepts a finding, everywhere or at one place. It needs a reason.

                  files.directory | /home/me/public_html/.well-known | the host renews its certificate there
                  limits.raised | bodyLimit | people send pictures
                """
        )

        @Argument(help: "The public directory, as Apache knows it, or user@host:DIRECTORY.")
        var directory = "."

        @Option(
            name: .customLong("private"),
            help: "The directory of the program, if it is outside the public one. Defaults to that in the .htaccess.")
        var privateDirectory: String?

        @OptionGroup var data: DataOption

        @OptionGroup var remote: RemoteOptions

        @Option(help: "The settings file. Defaults to app.conf in the directory for data.")
        var settings: String?

        @Option(help: "The output of --routes=json with the expected routes. Defaults to routes.json beside the data.")
        var routes: String?

        @Option(help: "The URL path of the public directory, such as /app. Defaults to that in the .htaccess.")
        var mount: String?

        @Option(help: "The file with silences. Defaults to gatehouse-check.conf beside the settings.")
        var silence: String?

        @Flag(help: "Prints one JSON object.")
        var json = false

        func run() async throws {
            let console = Console.current
            try checkMount()
            if let address = try RemoteAddress(directory) {
                try await check(on: address, console)
                return
            }
            var site = try Site(directory: LocalFiles.absolute(directory))
            site.privateDirectory = privateDirectory.map(LocalFiles.absolute)
            site.data = data.directory.map(LocalFiles.absolute) ?? usualData()
            site.routes = routes.map(LocalFiles.absolute)
            site.mount = mount
            site.settings = try settingsPath(in: site)
            for path in [site.privateDirectory, site.data].compactMap({ $0 }) where !LocalFiles.isDirectory(path) {
                throw ToolError(
                    "there is no directory \(ShownPath(path).text)", remedy: "correct the path", status: .missingInput)
            }
            var check = SiteCheck(site, silences: try silences(for: site))
            try show(await check.run(), console)
        }

        private func checkMount() throws(ToolError) {
            if let mount, !mount.hasPrefix("/") || (mount.count > 1 && mount.hasSuffix("/")) {
                throw ToolError(
                    "the mount \(ShownPath(mount).text) is invalid", remedy: "write it as /app, or / for a whole site",
                    status: .usage)
            }
        }

        /// Prints a report.
        ///
        /// - Throws: ``ExitCode`` if there are findings.
        func show(_ report: SiteReport, _ console: Console) throws {
            if json { console.print(try report.json()) } else { report.print(to: console) }
            if !report.findings.isEmpty { throw ExitCode(ExitStatus.findings.rawValue) }
        }

        /// The private directory of gatehouse deploy, if it exists.
        private func usualData() -> String? {
            guard let path = try? data.path(for: LocalFiles.absolute(directory)), LocalFiles.isDirectory(path) else {
                return nil
            }
            return path
        }

        private func settingsPath(in site: Site) throws -> String? {
            if let settings {
                let path = LocalFiles.absolute(settings)
                guard (try? FileStatus(of: path)) != nil else {
                    throw ToolError(
                        "there is no settings file \(ShownPath(path).text)", remedy: "correct the path",
                        status: .missingInput)
                }
                return path
            }
            let path = site.data.map { $0 + "/app.conf" }
            return path.flatMap { (try? FileStatus(of: $0)) == nil ? nil : $0 }
        }

        private func silences(for site: Site) throws -> Silences? {
            if let silence {
                return try Silences(path: LocalFiles.absolute(silence), outside: site.directory)
            }
            guard let directory = site.settings.map(DataCheck.parent) ?? site.data else { return nil }
            let path = directory + "/gatehouse-check.conf"
            guard (try? FileStatus(of: path)) != nil else { return nil }
            return try Silences(path: path, outside: site.directory)
        }
    }
#endif
