#if Tool
    internal import ArgumentParser

    extension DeployCommand {
        /// Deploys to a host: with the same command there, or by SFTP if the host has no shell.
        func deploy(to address: RemoteAddress, _ console: Console) async throws {
            let bytes = try await programBytes(console)
            let secrets = try secretNames(for: address.path)
            var arguments = [
                "deploy", address.path, "--data", data.remotePath(for: address.path), "--keep", String(keep),
            ]
            arguments += options.arguments + host.flatMap { ["--host", $0] }
            arguments += secrets.flatMap { ["--secret", $0] }
            arguments += (url.map { ["--url", $0] } ?? []) + (self.address.map { ["--address", $0] } ?? [])
            if dryRun { arguments.append("--dry-run") }
            if replace { arguments.append("--replace") }
            if json { arguments.append("--json") }
            if try await remote.run(arguments, program: bytes, on: address, console) { return }
            try await remote.withSFTP(address) { place in
                try await deploy(bytes, secrets, to: place, at: address, console)
            }
        }

        /// Deploys by SFTP.
        private func deploy(
            _ bytes: [UInt8], _ secrets: [String], to host: SFTPPlace, at address: RemoteAddress, _ console: Console
        ) async throws {
            let directory = try host.absolute(address.path)
            let (template, place) = try options.place(
                directory, privateDirectory: options.privateDirectory.map(host.absolute),
                rules: try await host.files.text(directory + "/.htaccess"))
            let installation = try Installation(
                template: template, place: place,
                privateDirectory: try host.absolute(data.remotePath(for: address.path)))
            let deployment = SFTPDeployment(plan(installation, secrets: secrets), bytes, to: host.files)
            let state = try await deployment.state()
            guard try begin(deployment.plan, state, console) else { return }
            if let url {
                let site = try ProbeURL(url)
                let known = try await siteAddress(site)
                let canaries = SFTPCanaries(host.files, in: directory, of: remote.host(address))
                try await deployment.run(console) {
                    try await verify(site, address: known, directory: directory, canaries, console)
                }
            } else {
                try await deployment.run(console)
                console.note(
                    "nobody has started the new program yet: request the site, or pass --url next time", .yellow)
            }
            try end(deployment.plan, state, console)
        }
    }
#endif
