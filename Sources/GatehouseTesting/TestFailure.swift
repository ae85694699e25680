/// What a test expected of a gate and did not find. Thrown, so that every test library takes it for a failure.
public struct TestFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was expected, and what came instead.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
