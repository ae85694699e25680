#if Tool
    internal import ArgumentParser
    internal import FastCGI
    internal import FoundationEssentials

    /// Shows the lines of the application in a web server's error log.
    struct LogsCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "logs",
            abstract: "Shows the lines of the application in the web server's error log.",
            discussion: """
                Without a file, it looks for the usual places: ~/logs, ~/access-logs, and /var/log/apache2.

                  gatehouse logs --incident LXM8-H4AB        # what a visitor's error page has
                  gatehouse logs ~/logs/error_log --denied
                  gatehouse logs me@example.com:logs/error_log
                """
        )

        @Argument(help: "The error log, or user@host:FILE. \"-\" is standard input.")
        var file: String?

        @Option(help: "The number of lines at the end of the file that are read.")
        var lines = 10_000

        @Option(help: "The least level: \(LogLine.levels.joined(separator: ", ")).")
        var level = "info"

        @Option(help: "Only the lines with this incident number.")
        var incident: String?

        @Option(help: "Only requests of this route, such as /notes/{id:int}.")
        var route: String?

        @Flag(help: "Only denied requests.")
        var denied = false

        @OptionGroup var remote: RemoteOptions

        func validate() throws {
            guard LogLine.levels.contains(level) else { throw ValidationError("there is no level \(level)") }
            guard (1...1_000_000).contains(lines) else {
                throw ValidationError("--lines is \(lines); use 1 to 1000000")
            }
        }

        func run() async throws {
            let console = Console.current
            let filter = LogFilter(level: level, incident: incident, route: route, isDenied: denied)
            let (text, source) = try await end()
            var count = 0
            for line in text.split(separator: "\n") {
                guard let line = LogLine(line), filter.shows(line) else { continue }
                count += 1
                let fields = line.fields.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
                let words = [line.time, line.level, line.message, fields].filter { !$0.isEmpty }
                console.print(words.joined(separator: "  "), Self.style(line.level))
            }
            if count == 0 { console.note("\(source) has no such line in its last \(lines) lines") }
        }

        /// The last lines of the log, and its name.
        private func end() async throws -> (String, String) {
            if let file, let address = try RemoteAddress(file) {
                let run = try await remote.host(address).run([
                    "tail", "-n", String(lines), "--", address.path,
                ])
                guard run.status == 0 else {
                    throw ToolError("\(file) cannot be read: \(run.error)", status: .missingInput)
                }
                return (run.output, file)
            }
            let path = try file.map { $0 == "-" ? "/dev/stdin" : LocalFiles.absolute($0) } ?? Self.usualFile()
            let run = try await ProgramRun.of("/usr/bin/tail", ["-n", String(lines), "--", path], limit: 500_000_000)
            guard run.status == 0 else {
                throw ToolError(
                    "\(path) cannot be read: \(run.errorText)",
                    remedy: "ask the host where the error log is, and pass its path", status: .missingInput)
            }
            return (run.outputText, path)
        }

        private static func usualFile() throws(ToolError) -> String {
            let home = ProcessEnvironment.value("HOME") ?? "/"
            let places = [
                "\(home)/logs/error_log", "\(home)/logs/error.log", "\(home)/access-logs/error_log",
                "/var/log/apache2/error.log", "/var/log/httpd/error_log", "/var/log/nginx/error.log",
            ]
            guard let path = places.first(where: LocalFiles.isRegularFile) else {
                throw ToolError(
                    "there is no error log in a usual place",
                    remedy: "ask the host where it is, and pass its path", status: .missingInput)
            }
            return path
        }

        private static func style(_ level: String) -> Console.Style {
            switch level {
            case "error", "critical": .red
            case "warning": .yellow
            default: .plain
            }
        }
    }
#endif
