import AllocationCounter
import Responders

// Counts allocations. Serves like `gate` if the program's name ends in "gate", and otherwise like `binding`.
let count = { @Sendable in allocation_count() }
if CommandLine.arguments.first?.hasSuffix("gate") == true {
    await serveGate(counting: count)
} else {
    try await serveBinding(file: "", counting: count)
}
