import Checkpoint
import Dispatch
import Responders

// Runs under valgrind, which counts instructions. Serves like `gate` if the program's name ends in "gate", and otherwise
// like `binding`.
//
// The main function is synchronous. An asynchronous one ends the first thread (dispatch_main), which crashes valgrind
// 3.19.

let isGate = CommandLine.arguments.first?.hasSuffix("gate") == true
let hasEnded = DispatchSemaphore(value: 0)

Task.detached {
    let count = { @Sendable in
        checkpoint()
        return 0
    }
    if isGate {
        await serveGate(routes: 10, counting: count)
    } else {
        try await serveBinding(file: "", counting: count)
    }
    hasEnded.signal()
}
hasEnded.wait()
