#if Tool
    internal import ArgumentParser

    extension CheckCommand {
        /// Checks a site on a host: with the same command there, or by SFTP if the host has no shell.
        func check(on address: RemoteAddress, _ console: Console) async throws {
            let usual = data.remotePath(for: address.path)
            var arguments = ["check", address.path]
            // The usual directory need not exist.
            if try await hasData(usual, on: address) { arguments += ["--data", usual] }
            for (name, value) in [
                ("private", privateDirectory), ("settings", settings), ("routes", routes), ("mount", mount),
                ("silence", silence),
            ] {
                if let value { arguments += ["--\(name)", value] }
            }
            if json { arguments.append("--json") }
            if try await remote.run(arguments, on: address, console) { return }
            let report = try await remote.withSFTP(address) { place in
                try await examine(address.path, on: place, usual)
            }
            try show(report, console)
        }

        private func hasData(_ path: String, on address: RemoteAddress) async throws -> Bool {
            if data.directory != nil { return true }
            if remote.sftp { return false }
            return try await remote.host(address).run(["test", "-d", path]).status == 0
        }

        private func examine(_ path: String, on place: SFTPPlace, _ usual: String) async throws -> SiteReport {
            var data: String? = try place.absolute(usual)
            if let path = data, try await !place.files.isDirectory(path) {
                guard self.data.directory == nil else {
                    throw ToolError(
                        "there is no directory \(ShownPath(path).text)", remedy: "correct the path",
                        status: .missingInput)
                }
                data = nil
            }
            var settings = try settings.map(place.absolute)
            if settings == nil, let file = data.map({ $0 + "/app.conf" }), try await place.files.attributes(file) != nil
            {
                settings = file
            }
            var check = try await SFTPCheck(
                place.files, directory: place.absolute(path), privateDirectory: privateDirectory.map(place.absolute),
                data: data, settings: settings, mount: mount)
            return try await check.run()
        }
    }
#endif
