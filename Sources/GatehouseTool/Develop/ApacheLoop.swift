#if Tool
    internal import FoundationEssentials

    /// Builds, installs and watches, with a private Apache in front of the program, until it is cancelled.
    struct ApacheLoop: Sendable {
        let source: SourceBuilder.Source
        /// The directory that shown paths are relative to.
        let root: String
        let port: Int
        /// The level of the program's log.
        let logLevel: String
        let console: Console

        /// Serves on the port. Afterwards, no process and no file is left.
        func run() async throws {
            // Its user must be able to enter it.
            let directory = try DevelopmentFiles.temporaryDirectory(mode: 0o755)
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let apache = try await PrivateApache(directory: directory, port: port, logLevel: logLevel)
            if apache.isAsOtherUser {
                console.note(
                    "warning: Apache does not run as root, so it and the program run as \(PrivateApache.user); "
                        + "the program's settings must be readable for this user", .yellow)
            }
            var builder = SourceBuilder(source)
            while try await !installs(&builder, apache) { try await waitForChange(&builder) }
            let rest = builder
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await apache.run() }
                group.addTask { try await apache.followLog { print($0) } }
                group.addTask {
                    var builder = rest
                    while true {
                        try await waitForChange(&builder)
                        _ = try await installs(&builder, apache)
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        }

        /// Builds the program and installs it. Returns `false` after a failed build.
        private func installs(_ builder: inout SourceBuilder, _ apache: PrivateApache) async throws -> Bool {
            do {
                try await apache.install(try await builder.build(console))
                console.progress("")
                console.note("Installed \(apache.site)/app.fcgi.", .green)
                return true
            } catch is DevelopmentBuild.Failure {
                console.progress("")
                console.note("The build failed. A change of a source starts the next one.", .red)
                return false
            }
        }

        private func waitForChange(_ builder: inout SourceBuilder) async throws {
            console.note("Changed: \(DevelopmentFiles.list(try await builder.change(), in: root))")
        }

        /// Prints a line of the error log. The record of a request becomes the line of a request.
        private func print(_ line: String) {
            guard let record = LogLine(line[...]), let request = RequestLine(record) else {
                // Apache reports its start.
                if !line.contains(":notice] ") { console.note(line) }
                return
            }
            console.print(request.text(), request.style)
        }
    }
#endif
