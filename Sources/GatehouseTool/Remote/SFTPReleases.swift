#if Tool
    internal import FoundationEssentials

    /// The releases of an installation over SFTP.
    ///
    /// The installed program is moved out of the directory `releases` and back into it, so that it is uploaded only once and
    /// never has two names for long. Its time of modification is the name of its release. A deployment with a shell keeps a
    /// copy of the installed program among the releases, too; both ways can follow each other.
    struct SFTPReleases: Sendable {
        let files: SFTPFiles
        let installation: Installation

        private var directory: String { installation.releases.directory }

        /// The names in the directory, the oldest first.
        func names() async throws -> [String] {
            try await files.entries(directory)?.map(\.name).filter(Releases.isName) ?? []
        }

        /// The name of the installed program; `nil` if there is no program.
        func installedName() async throws -> String? {
            guard let program = try await installed() else { return nil }
            for entry in try await files.entries(directory)?.reversed() ?? []
            where Releases.isName(entry.name) && entry.attributes.size == program.size {
                let path = installation.releases.path(entry.name)
                if try await files.haveSameContent(path, installation.program) { return entry.name }
            }
            let time = Date(timeIntervalSince1970: Double(program.modified ?? 0))
            var name = Releases.name(at: time)
            // Another program of this second.
            while try await files.attributes(installation.releases.path(name)) != nil {
                name = Releases.successor(of: name)
            }
            return name
        }

        private func installed() async throws -> SFTPAttributes? {
            guard let found = try await files.attributes(installation.program) else { return nil }
            guard found.isRegularFile else {
                throw ToolError(
                    "\(installation.program) is no regular file", remedy: "move it away", status: .invalidData)
            }
            return found
        }

        /// Keeps the installed program as a release, and returns its name; `nil` if there is no program.
        func keepInstalled() async throws -> String? {
            guard let name = try await installedName() else { return nil }
            let place = installation.releases.path(name)
            if try await files.attributes(place) != nil { return name }
            try await files.createDirectories(directory, mode: 0o700)
            if await files.session.extensions["hardlink@openssh.com"] != nil {
                try await files.link(installation.program, as: place)
            } else if let content = try await files.bytes(installation.program, limit: LocalFiles.programLimit) {
                let modified = try await installed()?.modified
                try await files.replace(place, with: content, mode: 0o711, by: directory, time: modified)
            }
            return name
        }

        /// Puts a release into the place that the web server starts. It is no longer among the others.
        func install(_ name: String) async throws {
            try await files.move(installation.releases.path(name), to: installation.program)
        }

        /// Uploads a program into the directory, under a name that says that it is not a release yet.
        ///
        /// - Returns: the path.
        func upload(_ bytes: [UInt8], _ console: Console) async throws -> String {
            try await files.createDirectories(directory, mode: 0o700)
            try await removeLeftovers()
            let path = directory + "/" + SFTPFiles.newName()
            let progress = UploadProgress("the program", of: bytes.count, console)
            try await files.replace(
                path, with: bytes, mode: 0o711, by: directory, time: try await newTime(), sent: progress.show)
            progress.end()
            return path
        }

        /// Now, or a second after the newest release if the clock was set back.
        private func newTime() async throws -> UInt32 {
            let newest = [try await names().last, try await installedName()].compactMap { $0 }.max()
            let last = newest.flatMap(Releases.time(of:)).map { $0.timeIntervalSince1970 + 1 } ?? 0
            return UInt32(clamping: Int(max(last, Date().timeIntervalSince1970)))
        }

        /// Removes what an interrupted deployment has left.
        func removeLeftovers() async throws {
            for entry in try await files.entries(directory) ?? [] where entry.name.contains(".new-") {
                try await files.remove(installation.releases.path(entry.name))
            }
        }

        /// Removes all but the newest releases.
        func prune(to count: Int) async throws {
            for name in try await names().dropLast(count) { try await files.remove(installation.releases.path(name)) }
        }
    }
#endif
