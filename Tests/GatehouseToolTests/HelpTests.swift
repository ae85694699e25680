#if Tool
    import Testing

    @testable import GatehouseTool

    @Suite("Help")
    struct HelpTests {
        @Test("Each command has help on standard output, and no line of it ends with a backslash")
        func everyCommandHasHelp() async throws {
            let home = try TemporaryHome()
            var lists = [[String]()]
            while let command = lists.popLast() {
                let help = await home.run(command + ["--help"])
                #expect(help.status == 0 && help.error.isEmpty)
                #expect(help.output.hasPrefix("OVERVIEW: "), "\(command)")
                #expect(!help.output.contains("\\\n"), "\(command): \(help.output)")
                let parts = help.output.split(separator: "SUBCOMMANDS:\n")
                guard parts.count == 2 else { continue }
                let names = parts[1].split(separator: "\n\n")[0].split(separator: "\n").compactMap { line in
                    line.hasPrefix("   ") ? nil : line.split(separator: " ").first.map(String.init)
                }
                #expect(!names.isEmpty)
                lists += names.map { command + [$0] }
            }
            #expect(await home.run("--generate-completion-script", "bash").output.contains("complete"))
            #expect(await home.run("nothing").status == ExitStatus.usage.rawValue)
        }
    }
#endif
