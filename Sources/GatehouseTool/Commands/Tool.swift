#if Tool
    public import ArgumentParser

    /// The command `gatehouse`.
    public struct Tool: AsyncParsableCommand {
        /// The description and the subcommands.
        public static let configuration = CommandConfiguration(
            commandName: "gatehouse",
            abstract: "Creates, deploys and checks applications behind a closed .htaccess.",
            discussion: """
                The exit status is 0 for success, 1 if a check has findings, and otherwise a number of sysexits.h: 64 for \
                wrong arguments, 66 for a missing file, 69 for a host that does not respond, 73 for a file that cannot be \
                written.

                Completions for your shell: gatehouse --generate-completion-script bash
                """,
            subcommands: [
                InitCommand.self, ServeCommand.self, BuildCommand.self, RequestCommand.self, RoutesCommand.self,
                HtaccessCommand.self,
                DeployCommand.self, RollbackCommand.self, CheckCommand.self, ProbeCommand.self, LogsCommand.self,
                SecretsCommand.self,
            ]
        )

        /// Creates the command.
        public init() {}

        /// Runs the tool.
        ///
        /// - Parameters:
        ///   - arguments: the arguments without the name of the program.
        ///   - console: where the command prints.
        /// - Returns: the exit status.
        public static func run(_ arguments: [String], console: Console = .standard) async -> Int32 {
            await Console.$current.withValue(console) {
                do {
                    var command = try parseAsRoot(arguments)
                    if var command = command as? any AsyncParsableCommand {
                        try await command.run()
                    } else {
                        try command.run()
                    }
                    return ExitStatus.ok.rawValue
                } catch let error as ToolError {
                    console.note("gatehouse: error: \(error)", .red)
                    return error.status.rawValue
                } catch let code as ExitCode {
                    return code.rawValue
                } catch {
                    let code = exitCode(for: error).rawValue
                    let text = fullMessage(for: error)
                    if code == 0 { console.print(text) } else { console.note(text) }
                    return code
                }
            }
        }
    }
#endif
