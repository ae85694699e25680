import Checkpoint
import Dispatch
import Responders

// Serves like `binding`, or like `gate` where it was started under that name, for valgrind to count instructions.
//
// The main function is synchronous: an asynchronous one gives its thread up to the dispatch library (dispatch_main ends
// it), and valgrind 3.19 does not survive the end of the first thread.

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
