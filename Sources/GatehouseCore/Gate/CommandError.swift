/// An error that ends a command of the program with a message and an exit status:
/// ``Gate/command(_:_:help:fileID:line:_:)``.
public struct CommandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The message for standard error, printed after the name of the program.
    public let description: String

    /// The exit status of the process.
    public let exitStatus: UInt8

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - message: one line.
    ///   - exitStatus: defaults to 1. Use 64 (EX_USAGE) for invalid arguments.
    public init(_ message: String, exitStatus: UInt8 = 1) {
        description = message
        self.exitStatus = exitStatus
    }
}
