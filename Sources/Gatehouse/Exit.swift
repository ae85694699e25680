internal import FastCGI
internal import GatehouseCore

/// How a program ends that cannot serve: a text for whoever started it, and a status of sysexits.h.
enum Exit {
    static func after(printing text: String) -> Never {
        try? StandardDescriptors.writeOutput(Array(text.utf8))
        Process.exit(0)
    }

    static func after(_ error: any Error) -> Never {
        let name = Process.name
        switch error {
        case let error as FastCGIError:
            error.exit(followedBy: error.code == .notStarted ? "\n" + Arguments.usage(programName: name) : "")
        case is GateError:
            StandardDescriptors.writeError("\(Process.prefix)the gate has mistakes and does not open:\n\(error)\n")
            Process.exit(78)
        case is UsageError:
            StandardDescriptors.writeError("\(Process.prefix)\(error)\nTry \(name) --help\n")
            Process.exit(64)
        default:
            StandardDescriptors.writeError("\(Process.prefix)\(error)\n")
            Process.exit(71)
        }
    }
}
