#if Tool
    internal import SystemPackage

    /// A deployment on this machine.
    struct Deployment: Sendable {
        let plan: DeploymentPlan
        /// The new program.
        let bytes: [UInt8]

        private var installation: Installation { plan.installation }

        /// What is there now.
        func state() throws(ToolError) -> DeploymentPlan.State {
            var state = DeploymentPlan.State()
            state.directories = Set(plan.directories.map(\.path).filter(LocalFiles.isDirectory))
            state.hasSettings = try LocalFiles.information(installation.settings) != nil
            state.rules = try LocalFiles.text(installation.htaccess)
            state.isInstalled = try isInstalled()
            return state
        }

        private func isInstalled() throws(ToolError) -> Bool {
            guard try LocalFiles.information(installation.program)?.size == Int64(bytes.count) else { return false }
            return try LocalFiles.bytes(installation.program, limit: LocalFiles.programLimit) == bytes
        }

        /// Does the steps. Each one changes one file or directory as a whole, so a deployment that is killed leaves the old
        /// state or the new one, and the next one does the rest.
        ///
        /// - Parameters:
        ///   - console: gets the steps.
        ///   - verify: checks the site after the last step. If it throws, the old program and the old .htaccess come back.
        func run(_ console: Console, verify: (() async throws -> Void)? = nil) async throws {
            // The lock is in the private directory.
            try LocalFiles.createDirectories(installation.privateDirectory, mode: 0o700)
            let lock = try DeploymentLock(in: installation.privateDirectory)
            let oldProgram = try LocalFiles.bytes(installation.program, limit: LocalFiles.programLimit)
            let state = try state()
            for step in try plan.steps(for: state) {
                console.note("\(step)")
                switch step {
                case .createDirectory(let path, let mode): try LocalFiles.createDirectories(path, mode: mode)
                case .writeSettings: try LocalFiles.replace(installation.settings, with: plan.newSettings, mode: 0o600)
                case .writeRules:
                    if let rules = try plan.newRules(for: state) {
                        try LocalFiles.replace(installation.htaccess, with: rules, mode: 0o644)
                    }
                case .installProgram, .uploadProgram: try await installProgram()
                }
            }
            do {
                try await verify?()
            } catch {
                try restore(oldProgram, state.rules)
                throw ToolError(
                    "\(error)\n  "
                        + (oldProgram == nil
                            ? "The program is removed again." : "The old program is in its place again."),
                    status: (error as? ToolError)?.status ?? .unavailable)
            }
            try installation.releases.prune(to: plan.kept, keeping: installation.releases.name(of: bytes))
            _ = consume lock
        }

        /// Brings back what was there before. A new .htaccess stays if there was none, because it only closes.
        private func restore(_ oldProgram: [UInt8]?, _ oldRules: String?) throws(ToolError) {
            if let oldRules { try LocalFiles.replace(installation.htaccess, with: oldRules, mode: 0o644) }
            if let oldProgram {
                try installation.install(oldProgram)
            } else {
                try LocalFiles.remove(installation.program)
            }
        }

        private func installProgram() async throws {
            let releases = installation.releases
            // What is in its place already can be restored.
            if let old = try LocalFiles.bytes(installation.program, limit: LocalFiles.programLimit),
                try releases.name(of: old) == nil
            {
                _ = try releases.add(old)
            }
            let known = try releases.name(of: bytes)
            let release: String
            if let known { release = known } else { release = try releases.add(bytes) }
            try await ProgramCheck(program: releases.path(release), hosts: plan.hosts).run()
            try installation.install(bytes)
        }
    }
#endif
