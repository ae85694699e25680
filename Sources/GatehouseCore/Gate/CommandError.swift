/// Ends a command of the program with a message and a status: ``Gate/command(_:_:help:fileID:line:_:)``.
public struct CommandError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What standard error gets, behind the name of the program.
    public let description: String

    /// The exit status of the process.
    public let exitStatus: UInt8

    /// Creates an error.
    ///
    /// - Parameters:
    ///   - message: one line.
    ///   - exitStatus: 1 unless told; 64 (EX_USAGE) says that the arguments make no sense.
    public init(_ message: String, exitStatus: UInt8 = 1) {
        description = message
        self.exitStatus = exitStatus
    }
}
