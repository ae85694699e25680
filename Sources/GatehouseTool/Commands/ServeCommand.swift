#if Tool
    internal import ArgumentParser
    internal import Dispatch
    internal import FastCGI

    /// Builds and serves an application while it is written.
    struct ServeCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "serve",
            abstract: "Builds and serves an application while you write it, and reloads the browser.",
            discussion: """
                It builds the package, serves it at http://localhost:8080 in the way of mod_fcgid, and builds and reloads again \
                after each change of a source. The browser shows the errors of a failed build, or what a program printed that \
                ended. Each request is a line: time, method, path, status, duration, and the rule that decided. Ctrl-C ends \
                everything.

                  gatehouse serve
                  gatehouse serve tea-club --port 8081
                  gatehouse serve --program .build/release/App     # serves this program, and again when it changes

                It is for development: it listens on this machine only.
                """
        )

        @Argument(help: "The directory of the package.")
        var directory = "."

        @Option(help: "The executable product, if the package has several.")
        var product: String?

        @Option(help: "The port. 0 takes a free one.")
        var port = 8080

        @Option(help: "Serves this program without building it, and again when the file changes.")
        var program: String?

        @Flag(help: "Serves with a private Apache, mod_fcgid and the template. Pages do not reload.")
        var apache = false

        @Option(help: "The least level of the program's log: \(LogLine.levels.joined(separator: ", ")).")
        var logLevel = "info"

        func validate() throws {
            guard LogLine.levels.contains(logLevel) else { throw ValidationError("there is no level \(logLevel)") }
            guard (0...65_535).contains(port) else { throw ValidationError("--port is from 0 to 65535") }
            guard port > 0 || !apache else { throw ValidationError("--apache needs a port from 1 to 65535") }
            guard program == nil || product == nil else {
                throw ValidationError("--product is for a package, and --program for a program")
            }
        }

        func run() async throws {
            let console = Console.current
            let (source, root) = try source()
            let run: @Sendable () async throws -> Void
            if apache {
                let loop = ApacheLoop(source: source, root: root, port: port, logLevel: logLevel, console: console)
                // Fails now if the port is taken, and not after a build of minutes.
                try await FrontServer(port: port).close()
                console.print("http://localhost:\(port)/  (Apache; Ctrl-C ends it)", .bold)
                run = { try await loop.run() }
            } else {
                // By default, a program logs only what it refuses.
                let loop = DevelopmentLoop(
                    source: source, arguments: ["--log-level", logLevel], root: root, console: console)
                let server = try await FrontServer(port: port)
                console.print("http://localhost:\(server.port)/  (Ctrl-C ends it)", .bold)
                run = { try await loop.run(on: server) }
            }
            let work = Task { try await run() }
            let hasEnded = DispatchSemaphore(value: 0)
            let end: @Sendable () -> Void = {
                work.cancel()
                // Programs get three seconds, compilers two.
                _ = hasEnded.wait(timeout: .now() + .seconds(10))
            }
            try await Interruption.withCleanUp(end) {
                defer { hasEnded.signal() }
                try await work.value
            }
        }

        /// What is served, and the directory that shown paths are relative to.
        private func source() throws(ToolError) -> (SourceBuilder.Source, String) {
            if let program {
                let path = LocalFiles.absolute(program)
                guard LocalFiles.isRegularFile(path) else {
                    throw ToolError(
                        "there is no program \(path)", remedy: "build it, or pass its path", status: .missingInput)
                }
                return (.program(path), LocalFiles.absolute("."))
            }
            let package = LocalFiles.absolute(directory)
            let build = DevelopmentBuild(package: package, product: product)
            guard LocalFiles.isRegularFile(build.manifest) else {
                throw ToolError(
                    "there is no Package.swift in \(package)", remedy: "pass the directory of the package",
                    status: .missingInput)
            }
            return (.package(build), package)
        }
    }
#endif
