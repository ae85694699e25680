#if Tool
    /// A deployment on another machine: it copies the tool and the program, and runs the tool there.
    struct RemoteDeployment: Sendable {
        let host: RemoteHost
        /// The path of this tool on this machine.
        let tool: String

        /// The directory for copies on the host, below the home directory.
        private static let directory = ".cache/gatehouse"

        /// Copies the program, and runs a command of the tool on the host.
        ///
        /// - Parameters:
        ///   - program: the program, for `--program`; `nil` for a command without one.
        ///   - arguments: the arguments of the command.
        ///   - console: gets what the tool prints there.
        /// - Returns: the exit status of the tool on the host.
        /// - Throws: ``NoShell`` if the host runs no commands; ``ToolError``.
        func run(_ arguments: [String], program: [UInt8]? = nil, _ console: Console) async throws -> Int32 {
            let remoteTool = Self.directory + "/gatehouse"
            try await prepare(console)
            try await copy(try Self.content(of: tool), to: remoteTool, mode: "700", "the tool", console)
            var words = [remoteTool] + arguments
            if let program {
                let place = Self.directory + "/app.fcgi"
                try await copy(program, to: place, mode: "700", "the program", console)
                words += ["--program", place]
            }
            let run = try await host.run(words)
            if !run.error.isEmpty { console.note(String(run.error.dropLast(run.error.hasSuffix("\n") ? 1 : 0))) }
            if !run.output.isEmpty { console.print(String(run.output.dropLast(run.output.hasSuffix("\n") ? 1 : 0))) }
            return run.status
        }

        /// The host runs no commands.
        struct NoShell: Error {
            /// What it sent instead.
            let message: String
        }

        /// Checks that the host can run the tool, and creates the directory for the copies.
        ///
        /// - Throws: ``NoShell`` if the host runs no commands; ``ToolError``.
        private func prepare(_ console: Console) async throws {
            // A host without a shell can end with any status. It does not print the first line.
            let mark = "gatehouse"
            let run = try await host.run(
                command: "echo \(mark) && umask 077 && mkdir -p \(Self.directory) && uname -s -m")
            let lines = run.output.split(separator: "\n", maxSplits: 1)
            guard lines.first == "\(mark)" else {
                throw NoShell(message: run.output.trimmed)
            }
            guard run.status == 0, lines.count == 2 else {
                throw ToolError(
                    "the home directory on \(host.destination) cannot be written:\n\(run.error)",
                    remedy: "check its owner and mode, and the free space there", status: .unavailable)
            }
            let here = try await ProgramRun.of("/bin/uname", ["-s", "-m"])
            guard String(lines[1]).trimmed == here.outputText.trimmed else {
                throw ToolError(
                    "the host is \(String(lines[1]).trimmed), and this machine is \(here.outputText.trimmed)",
                    remedy: "build on a machine like the host", status: .configuration)
            }
        }

        /// The content of the tool, which must run on the host.
        private static func content(of tool: String) throws -> [UInt8] {
            guard let bytes = try LocalFiles.bytes(tool, limit: LocalFiles.programLimit) else {
                throw ToolError("the tool has no file \(tool)", status: .internalError)
            }
            // The tool contains the text that tells a debug build apart, because it looks for it.
            let problems = StaticFile(bytes: bytes).problems.filter { $0 != StaticFile.debugProblem }
            guard problems.isEmpty else {
                throw ToolError(
                    "this tool cannot run on the host: \(problems.joined(separator: "; "))",
                    remedy: "use the static file that make tool builds", status: .configuration)
            }
            return bytes
        }

        /// Copies a file, unless the host has it. It appears there complete.
        private func copy(
            _ bytes: [UInt8], to path: String, mode: String, _ name: String, _ console: Console
        ) async throws {
            let place = RemoteHost.quoted(path)
            // A copy without a matching sum is replaced, also if the host has no sha256sum.
            let local = try await Self.sum(bytes)
            let known = try await host.run(command: "sha256sum -- \(place) 2>/dev/null")
            if known.status == 0, known.output.prefix(64) == local { return }
            let progress = UploadProgress(name, of: bytes.count, console)
            let run = try await host.run(
                command: "umask 077 && cat > \(place).new && chmod \(mode) \(place).new && mv -f \(place).new \(place)",
                input: bytes, sent: progress.show)
            progress.end()
            let check = try await host.run(command: "wc -c < \(place)")
            guard run.status == 0, check.output.trimmed == String(bytes.count) else {
                throw ToolError(
                    "\(name) was not uploaded to \(host.destination):\(path):\n\(run.error)\(check.error)",
                    remedy: "check the free space there", status: .cannotCreate)
            }
        }

        /// The SHA-256 of some bytes in hexadecimal digits.
        private static func sum(_ bytes: [UInt8]) async throws -> String {
            String(try await ProgramRun.of("/usr/bin/sha256sum", input: bytes).outputText.prefix(64))
        }
    }

    extension String {
        fileprivate var trimmed: String { split(whereSeparator: \.isNewline).joined() }
    }
#endif
