#if Tool
    internal import Subprocess
    internal import SystemPackage

    /// The command `swift` of the machine.
    enum SwiftCommand {
        private static let missing = ToolError(
            "the command swift was not found", remedy: "install Swift 6.2 or later, and add it to PATH",
            status: .unavailable)

        /// Runs it, and passes on each line that it prints.
        ///
        /// - Parameter isAlone: whether it gets a session of its own: Ctrl-C does not reach it, and cancellation ends it with the
        ///   compilers that it has started.
        /// - Throws: ``ToolError`` if it fails. Cancellation ends it.
        static func run(
            _ arguments: [String], in directory: String, isAlone: Bool = false,
            line: @Sendable @escaping (String) -> Void
        ) async throws {
            var options = PlatformOptions()
            if isAlone {
                options.createSession = true
                options.teardownSequence = [
                    .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2)),
                    .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100)),
                ]
            }
            do {
                let result = try await Subprocess.run(
                    .name("swift"), arguments: Arguments(arguments), workingDirectory: FilePath(directory),
                    platformOptions: options, input: .none, output: .sequence, error: .combinedWithOutput
                ) { execution in
                    for try await text in execution.standardOutput.strings() { line(text) }
                }
                guard result.terminationStatus == .exited(0) else {
                    throw ToolError(
                        "swift \(arguments.prefix(2).joined(separator: " ")) failed in \(directory)",
                        remedy: "correct the errors above", status: .invalidData)
                }
            } catch let error as SubprocessError {
                throw error.code == .executableNotFound
                    ? missing : ToolError("swift cannot be run: \(error)", status: .unavailable)
            }
        }

        /// Runs it, and returns what it prints on standard output.
        static func output(_ arguments: [String], in directory: String) async throws -> [UInt8] {
            do {
                let result = try await Subprocess.run(
                    .name("swift"), arguments: Arguments(arguments), workingDirectory: FilePath(directory),
                    input: .none,
                    output: .bytes(limit: 50_000_000), error: .string(limit: 1_000_000))
                guard result.terminationStatus == .exited(0) else {
                    throw ToolError(
                        "swift \(arguments.joined(separator: " ")) failed in \(directory):\n\(result.standardError)",
                        status: .invalidData)
                }
                return result.standardOutput
            } catch let error as SubprocessError {
                throw error.code == .executableNotFound
                    ? missing : ToolError("swift cannot be run: \(error)", status: .unavailable)
            }
        }
    }
#endif
