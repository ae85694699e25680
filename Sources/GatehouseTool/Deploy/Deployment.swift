#if Tool
    internal import SystemPackage

    /// One deployment: what it finds, and the steps that are needed.
    struct Deployment: Sendable {
        let installation: Installation
        /// The new program.
        let bytes: [UInt8]
        /// The hosts for a new settings file.
        let hosts: [String]
        /// The names of the secrets for a new settings file.
        let secrets: [String]
        /// The number of releases that stay.
        let kept: Int
        /// Whether a .htaccess that comes from no template may be replaced.
        let replacesRules: Bool

        /// A change of the machine.
        enum Step: Equatable, CustomStringConvertible {
            case createDirectory(String, mode: Int)
            case writeSettings
            case writeRules
            case installProgram

            var description: String {
                switch self {
                case .createDirectory(let path, let mode): "create \(path) with mode 0\(String(mode, radix: 8))"
                case .writeSettings: "write the settings file with fresh secrets, mode 0600"
                case .writeRules: "write the .htaccess"
                case .installProgram: "check the program, and put it into its place"
                }
            }
        }

        /// The steps that are needed, in their order.
        ///
        /// - Throws: ``ToolError`` if a step could not succeed.
        func steps() throws(ToolError) -> [Step] {
            var steps: [Step] = []
            let modes = [(installation.privateDirectory, 0o700), (installation.place.directory, 0o711)]
            for (path, mode) in modes where !LocalFiles.isDirectory(path) {
                steps.append(.createDirectory(path, mode: mode))
            }
            if let directory = installation.place.privateDirectory, !LocalFiles.isDirectory(directory) {
                steps.append(.createDirectory(directory, mode: 0o711))
            }
            if try LocalFiles.information(installation.settings) == nil {
                guard !hosts.isEmpty else {
                    throw ToolError(
                        "there is no settings file \(installation.settings), and no host for it",
                        remedy: "pass --host, such as --host www.example.com", status: .usage)
                }
                steps.append(.writeSettings)
            }
            let rules = try rules() == nil ? [] : [Step.writeRules]
            let program = try isInstalled() ? [] : [Step.installProgram]
            // A template with the program in the public directory closes the directory before the program is there. The
            // other one names a program that must exist.
            return steps + (installation.template.hasPrivateProgram ? program + rules : rules + program)
        }

        /// The .htaccess, with the one that is there; `nil` if nothing changes.
        func rules() throws(ToolError) -> (old: String, new: String)? {
            let new = try installation.template.rendered(for: installation.place)
            let old = try LocalFiles.text(installation.htaccess)
            if old == new { return nil }
            if let old, Template(ofContent: old) == nil, !replacesRules {
                throw ToolError(
                    "\(installation.htaccess) has rules that come from no template, and they would be lost",
                    remedy: "read it, and pass --replace if nobody needs it", status: .cannotCreate)
            }
            return (old ?? "", new)
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
            let oldRules = try LocalFiles.text(installation.htaccess)
            for step in try steps() {
                console.note("\(step)")
                switch step {
                case .createDirectory(let path, let mode): try LocalFiles.createDirectories(path, mode: mode)
                case .writeSettings: try LocalFiles.replace(installation.settings, with: settingsText, mode: 0o600)
                case .writeRules:
                    if let rules = try rules() {
                        try LocalFiles.replace(installation.htaccess, with: rules.new, mode: 0o644)
                    }
                case .installProgram: try await installProgram()
                }
            }
            do {
                try await verify?()
            } catch {
                try restore(oldProgram, oldRules)
                throw ToolError(
                    "\(error)\n  "
                        + (oldProgram == nil
                            ? "The program is removed again." : "The old program is in its place again."),
                    status: (error as? ToolError)?.status ?? .unavailable)
            }
            try installation.releases.prune(to: kept, keeping: installation.releases.name(of: bytes))
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
            try await ProgramCheck(program: releases.path(release), hosts: hosts).run()
            try installation.install(bytes)
        }

        private var settingsText: String {
            let lines =
                ["GATEHOUSE_HOSTS=\(hosts.joined(separator: ","))"] + secrets.map { "\($0)=\(SecretText.random())" }
            return lines.map { $0 + "\n" }.joined()
        }
    }
#endif
