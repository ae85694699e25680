#if Tool
    internal import Subprocess
    internal import SystemPackage

    /// A run of a program to its end, with bounded time and output.
    struct ProgramRun: Sendable {
        /// Standard output.
        let output: [UInt8]
        /// Standard error.
        let error: [UInt8]
        /// The exit status; 128 and the number of the signal if a signal ended it.
        let status: Int32

        var outputText: String { String(decoding: output, as: UTF8.self) }
        var errorText: String { String(decoding: error, as: UTF8.self) }

        /// Runs a program without a shell, in an environment of its own.
        ///
        /// - Parameters:
        ///   - path: the path of the program.
        ///   - arguments: the arguments without its name.
        ///   - environment: all environment variables; nothing is inherited.
        ///   - input: standard input.
        ///   - limit: the largest output and the largest error text, in bytes.
        ///   - timeout: the time after which the program is killed.
        ///   - isAlone: whether the program gets a session of its own, so that its children are killed with it. Ctrl-C does
        ///     not reach it then. Without, a child that keeps the output open can extend the time.
        /// - Throws: ``ToolError`` if it cannot be started, prints too much or does not end.
        static func of(
            _ path: String, _ arguments: [String] = [], environment: [String: String] = [:], input: [UInt8] = [],
            limit: Int = 16_000_000, timeout: Duration = .seconds(60), isAlone: Bool = false
        ) async throws -> ProgramRun {
            // A name without a slash would be looked up in PATH.
            let path = LocalFiles.absolute(path)
            guard LocalFiles.isRegularFile(path) else {
                throw ToolError(
                    "there is no program \(path)", remedy: "build it, or pass its path", status: .missingInput)
            }
            return try await withThrowingTaskGroup(of: ProgramRun?.self) { group in
                group.addTask { try await run(path, arguments, environment, input, limit, isAlone) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    return nil
                }
                // Cancelling the other task kills the program.
                defer { group.cancelAll() }
                guard let first = try await group.next(), let result = first else {
                    throw ToolError(
                        "\(path) did not end within \(timeout.components.seconds) seconds and was killed",
                        status: .unavailable)
                }
                return result
            }
        }

        private static func run(
            _ path: String, _ arguments: [String], _ environment: [String: String], _ input: [UInt8], _ limit: Int,
            _ isAlone: Bool
        ) async throws -> ProgramRun {
            var options = PlatformOptions()
            if isAlone {
                options.createSession = true
                options.teardownSequence = [
                    .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .milliseconds(100))
                ]
            }
            do {
                let result = try await Subprocess.run(
                    .path(FilePath(path)), arguments: Arguments(arguments),
                    environment: .custom(
                        Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })),
                    platformOptions: options, input: .array(input), output: .bytes(limit: limit),
                    error: .bytes(limit: limit))
                let status: Int32
                switch result.terminationStatus {
                case .exited(let code): status = code
                case .signaled(let signal): status = 128 + signal
                }
                return ProgramRun(output: result.standardOutput, error: result.standardError, status: status)
            } catch let error as SubprocessError {
                throw ToolError("\(path) cannot be run: \(error)", status: .unavailable)
            }
        }
    }
#endif
