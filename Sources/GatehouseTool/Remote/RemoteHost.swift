#if Tool
    internal import Subprocess
    internal import SystemPackage

    /// A host with a shell, by the ssh command of this machine: its configuration, keys and prompts.
    struct RemoteHost: Sendable {
        let destination: String
        /// A configuration file for ssh; `nil` for the usual one.
        let configuration: String?
        /// Whether ssh may ask for a password.
        var asks = true

        /// The options of ssh.
        var options: [String] {
            // A dead connection ends after 45 seconds, so that no deployment hangs.
            (configuration.map { ["-F", $0] } ?? []) + ["-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3"]
                + (asks ? [] : ["-o", "BatchMode=yes"])
        }

        /// A run of a command on the host.
        struct Run: Sendable {
            let output: String
            let error: String
            let status: Int32
        }

        /// Runs a command in the home directory.
        ///
        /// - Parameters:
        ///   - words: the command and its arguments. They reach the program unchanged, whatever they contain.
        ///   - input: standard input.
        ///   - sent: gets the number of bytes of the input that were sent.
        /// - Throws: ``ToolError`` if the host cannot be reached.
        func run(
            _ words: [String], input: [UInt8] = [], sent: @escaping @Sendable (Int) -> Void = { _ in }
        ) async throws -> Run {
            try await run(command: words.map(Self.quoted).joined(separator: " "), input: input, sent: sent)
        }

        /// Runs a command line of the shell.
        func run(
            command: String, input: [UInt8] = [], sent: @escaping @Sendable (Int) -> Void = { _ in }
        ) async throws -> Run {
            let result: ExecutionResult<Void, BytesOutput, BytesOutput>
            do {
                result = try await Subprocess.run(
                    .name("ssh"), arguments: Arguments(options + ["--", destination, command]), input: .inputWriter,
                    output: .bytes(limit: 4_000_000), error: .bytes(limit: 4_000_000)
                ) { execution in
                    var offset = 0
                    while offset < input.count {
                        let piece = Array(input[offset..<min(offset + 256 * 1024, input.count)])
                        // The command can end without reading its input. Its status says why.
                        guard (try? await execution.standardInputWriter.write(piece)) != nil else { break }
                        offset += piece.count
                        sent(offset)
                    }
                    try? await execution.standardInputWriter.finish()
                }
            } catch let error as SubprocessError {
                throw ToolError(
                    "ssh cannot be run: \(error)", remedy: "install the OpenSSH client, and add it to PATH",
                    status: .unavailable)
            }
            let error = String(decoding: result.standardError, as: UTF8.self)
            // ssh itself exits with 255.
            guard case .exited(let status) = result.terminationStatus, status != 255 else {
                throw ToolError(
                    "the host \(destination) cannot be reached:\n\(error)",
                    remedy: "try it with: ssh \(destination) true", status: .unavailable)
            }
            return Run(output: String(decoding: result.standardOutput, as: UTF8.self), error: error, status: status)
        }

        /// A word for a POSIX shell.
        static func quoted(_ word: String) -> String {
            "'" + word.replacing("'", with: "'\\''") + "'"
        }
    }
#endif
