import AllocationCounter
import Responders

// Serves like `gate` if its name ends in "gate", and else like `binding`, and counts allocations.
let count = { @Sendable in allocation_count() }
if CommandLine.arguments.first?.hasSuffix("gate") == true {
    await serveGate(counting: count)
} else {
    try await serveBinding(file: "", counting: count)
}
