#if Tool
    internal import ArgumentParser

    /// Lists the routes of a program, or compares them with a file.
    struct RoutesCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "routes",
            abstract: "Lists the routes of a program, or shows what differs from a file.",
            discussion: """
                A file in the repository shows in review what a change opens:

                  gatehouse routes --json > routes.json
                  gatehouse routes --diff routes.json        # exit status 1 if the routes differ
                """
        )

        @OptionGroup var program: ProgramOption

        @Option(help: "A list in JSON. Prints the routes that are new or missing.")
        var diff: String?

        @Flag(help: "Prints the list in JSON.")
        var json = false

        func validate() throws {
            if json, diff != nil { throw ValidationError("--json and --diff exclude each other") }
        }

        func run() async throws {
            let console = Console.current
            let path = try program.path()
            guard let diff else {
                let run = try await ProgramRun.of(path, [json ? "--routes=json" : "--routes"])
                guard run.status == 0 else {
                    throw ToolError("\(path) exited with \(run.status):\n\(run.errorText)", status: .configuration)
                }
                console.print(String(run.outputText.dropLast(run.outputText.hasSuffix("\n") ? 1 : 0)))
                return
            }
            guard let text = try LocalFiles.text(LocalFiles.absolute(diff)) else {
                throw ToolError(
                    "there is no file \(diff)", remedy: "write one with: gatehouse routes --json > \(diff)",
                    status: .missingInput)
            }
            let difference = try await RouteList(ofProgram: path).difference(from: RouteList(text, from: diff))
            for line in difference { console.print("\(line.mark) \(line.text)", line.mark == "+" ? .red : .yellow) }
            if !difference.isEmpty { throw ExitCode(ExitStatus.findings.rawValue) }
            console.print("The routes are those of \(diff).", .green)
        }
    }
#endif
