#if Tool
    internal import ArgumentParser

    /// The options for a host.
    struct RemoteOptions: ParsableArguments {
        @Option(help: .init("A configuration file for ssh. Defaults to that of ssh itself.", valueName: "file"))
        var sshConfig: String?

        @Flag(help: "Uses SFTP alone, although the host has a shell.")
        var sftp = false

        @Option(
            help: .init(
                """
                With SFTP: the path on the host of the directory that SFTP shows as /, such as /home/me. Needed for the first \
                deployment to a host that shows only a part of itself.
                """, valueName: "path"))
        var root: String?

        func validate() throws {
            if let root, !root.hasPrefix("/") || LocalFiles.absolute(root) != root {
                throw ValidationError("--root is an absolute path without a slash at the end")
            }
        }

        /// The host of an address.
        func host(_ address: RemoteAddress) -> RemoteHost {
            RemoteHost(destination: address.destination, configuration: sshConfig.map(LocalFiles.absolute))
        }

        /// Runs a command of the tool on a host. The file that runs now is the tool there.
        ///
        /// - Returns: whether it was run; false if the host has no shell, or if SFTP was asked for.
        /// - Throws: ``ExitCode`` if it fails there; ``ToolError``.
        func run(
            _ arguments: [String], program: [UInt8]? = nil, on address: RemoteAddress, _ console: Console
        ) async throws -> Bool {
            if sftp { return false }
            let deployment = RemoteDeployment(host: host(address), tool: "/proc/self/exe")
            do {
                let status = try await deployment.run(arguments, program: program, console)
                if status != 0 { throw ExitCode(status) }
                return true
            } catch let error as RemoteDeployment.NoShell {
                let reason = error.message.isEmpty ? "" : " (\(ShownPath(error.message).text))"
                console.note("\(address.destination) gives no shell\(reason), so this goes on by SFTP", .yellow)
                return false
            }
        }

        /// Runs a closure with an SFTP connection.
        ///
        /// - Parameter body: gets the files of the host, and the paths there.
        func withSFTP<Value: Sendable>(
            _ address: RemoteAddress, _ body: @escaping @Sendable (SFTPPlace) async throws -> Value
        ) async throws -> Value {
            let root = root
            return try await SFTPSession.open(to: host(address)) { session in
                try await body(SFTPPlace(session, root: root, directory: address.path))
            }
        }
    }
#endif
