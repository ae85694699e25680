import AllocationCounter
import Responders

// Serves like `binding`, or like `gate` where it was started under that name, and counts.
let count = { @Sendable in allocation_count() }
if CommandLine.arguments.first?.hasSuffix("gate") == true {
    await serveGate(counting: count)
} else {
    try await serveBinding(file: "", counting: count)
}
