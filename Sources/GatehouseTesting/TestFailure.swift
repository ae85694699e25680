/// A failed assertion about a gate. It is thrown, so every test library reports it as a failure.
public struct TestFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was expected and what happened.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
