internal import FastCGI
internal import GatehouseCore

/// How a program ends that cannot serve: a text for whoever started it, and a status of sysexits.h.
enum Exit {
    static func after(printing text: String) -> Never {
        try? StandardDescriptors.writeOutput(Array(text.utf8))
        Process.exit(0)
    }

    static func after(_ error: any Error, programName: String) -> Never {
        let status: CInt
        var text = "\(programName): \(error)\n"
        switch error {
        case is GateError:
            status = 78
            text = "\(programName): the gate has mistakes and does not open:\n\(error)\n"
        case is UsageError:
            status = 64
            text += "Try \(programName) --help\n"
        case let error as FastCGIError where error.code == .notStarted:
            status = 64
            text += "\n" + Arguments.usage(programName: programName)
        case let error as FastCGIError where error.code == .invalidPeers:
            status = 78
        case let error as FastCGIError where error.code == .cannotListen:
            status = 69
        default:
            status = 71
        }
        StandardDescriptors.writeError(text)
        Process.exit(status)
    }
}
