internal import FastCGI
internal import GatehouseCore

/// Ends a program that does not serve: prints a text and exits with a status from sysexits.h.
enum Exit {
    static func after(printing text: String, status: CInt = 0) -> Never {
        try? StandardDescriptors.writeOutput(Array(text.utf8))
        Process.exit(status)
    }

    /// Runs a command of the program and exits.
    static func after(_ command: Command, _ arguments: [String]) async -> Never {
        do {
            try await command.run(arguments)
        } catch {
            StandardDescriptors.writeError("\(Process.prefix)\(error)\n")
            Process.exit((error as? CommandError).map { CInt($0.exitStatus) } ?? 1)
        }
        Process.exit(0)
    }

    /// Whether an error is one of the gate or its server, and not of the program.
    static func isReason(_ error: any Error) -> Bool {
        error is FastCGIError || error is GateError || error is UsageError
    }

    static func after(_ error: any Error, commands: [Command]) -> Never {
        let name = Process.name
        switch error {
        case let error as FastCGIError:
            let usage = Arguments.usage(programName: name, commands: commands)
            error.exit(followedBy: error.code == .notStarted ? "\n" + usage : "")
        case is GateError:
            StandardDescriptors.writeError("\(Process.prefix)configuration errors; the gate does not open:\n\(error)\n")
            Process.exit(78)
        case is UsageError:
            StandardDescriptors.writeError("\(Process.prefix)\(error)\nRun \(name) --help for the usage.\n")
            Process.exit(64)
        default:
            StandardDescriptors.writeError("\(Process.prefix)\(error)\n")
            Process.exit(71)
        }
    }
}
