#if Tool
    /// A deployment to a host that has SFTP and no shell. The new program cannot be started there before it is installed, so
    /// only requests show whether it runs.
    struct SFTPDeployment: Sendable {
        let files: SFTPFiles
        let plan: DeploymentPlan
        /// The new program.
        let bytes: [UInt8]

        init(_ plan: DeploymentPlan, _ bytes: [UInt8], to files: SFTPFiles) {
            self.files = files
            self.bytes = bytes
            var plan = plan
            plan.startsProgram = false
            self.plan = plan
        }

        private var installation: Installation { plan.installation }
        private var releases: SFTPReleases { SFTPReleases(files: files, installation: installation) }

        /// What is there now. Nothing is changed.
        func state() async throws -> DeploymentPlan.State {
            var state = DeploymentPlan.State()
            for (path, _) in plan.directories where try await files.isDirectory(path) {
                state.directories.insert(path)
            }
            state.hasSettings = try await files.attributes(installation.settings) != nil
            state.rules = try await files.text(installation.htaccess)
            state.isInstalled = try await files.hasContent(installation.program, bytes)
            return state
        }

        /// Does the steps. A deployment that ends at any moment leaves the old program or the new one, and the next one does
        /// the rest.
        ///
        /// - Parameters:
        ///   - console: gets the steps.
        ///   - verify: checks the site after the last step. If it throws, the old program and the old .htaccess come back.
        func run(_ console: Console, verify: (@Sendable () async throws -> Void)? = nil) async throws {
            // The lock is in the private directory.
            try await files.createDirectories(installation.privateDirectory, mode: 0o700)
            try await SFTPLock.with(files, in: installation.privateDirectory, console) { lock in
                let state = try await state()
                var old: String?
                var isReplaced = false
                for step in try plan.steps(for: state) {
                    console.note("\(step)")
                    switch step {
                    case .createDirectory(let path, let mode):
                        try await files.createDirectories(path, mode: UInt32(mode))
                    case .writeSettings: try await write(installation.settings, plan.newSettings, 0o600, lock)
                    case .writeRules:
                        if let rules = try plan.newRules(for: state) {
                            try await write(installation.htaccess, rules, 0o644, lock)
                        }
                    case .installProgram, .uploadProgram:
                        let new = try await releases.upload(bytes, console)
                        try await lock.check()
                        old = try await releases.keepInstalled()
                        try await lock.check()
                        try await files.move(new, to: installation.program)
                        isReplaced = true
                    }
                }
                do {
                    try await verify?()
                } catch {
                    try await restore(isReplaced ? .some(old) : nil, state.rules, because: error, lock)
                }
                // The installed program is one of those that stay.
                try await releases.prune(to: plan.kept - 1)
                try await releases.removeLeftovers()
            }
        }

        /// Replaces a text file. The new one is complete in the private directory before it gets its name.
        private func write(_ path: String, _ text: String, _ mode: UInt32, _ lock: SFTPLock) async throws {
            try await files.createDirectories(installation.releases.directory, mode: 0o700)
            try await lock.check()
            try await files.replace(
                path, with: Array(text.utf8), mode: mode, by: installation.releases.directory)
        }

        /// Brings back what was there before, and throws why. A new .htaccess stays if there was none, because it only closes.
        ///
        /// - Parameter old: the name of the old program, which is `nil` if there was none; `nil` if it was not replaced.
        private func restore(
            _ old: String??, _ oldRules: String?, because error: any Error, _ lock: SFTPLock
        ) async throws -> Never {
            let outcome: String
            do {
                try await lock.check()
                if let oldRules { try await write(installation.htaccess, oldRules, 0o644, lock) }
                switch old {
                case .some(.some(let name)):
                    try await releases.install(name)
                    outcome = "The old program is in its place again."
                case .some(.none):
                    try await files.remove(installation.program)
                    outcome = "The program is removed again."
                case .none: outcome = "The old .htaccess is in its place again."
                }
            } catch let second {
                throw ToolError(
                    "\(error)\n  The old program could not be put back: \(second)",
                    remedy: "run gatehouse rollback as soon as the host responds again", status: .unavailable)
            }
            throw ToolError("\(error)\n  \(outcome)", status: (error as? ToolError)?.status ?? .unavailable)
        }
    }
#endif
