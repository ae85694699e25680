#if Tool
    /// What a deployment should bring about, and the steps that are needed for it.
    struct DeploymentPlan: Sendable {
        let installation: Installation
        /// The hosts for a new settings file.
        let hosts: [String]
        /// The names of the secrets for a new settings file.
        let secrets: [String]
        /// The number of releases that stay.
        let kept: Int
        /// Whether a .htaccess that comes from no template may be replaced.
        let replacesRules: Bool
        /// Whether the new program is started before it gets its place. That needs a shell on the machine.
        var startsProgram = true

        /// A change of the machine.
        enum Step: Equatable, Sendable, CustomStringConvertible {
            case createDirectory(String, mode: Int)
            case writeSettings
            case writeRules
            case installProgram
            case uploadProgram

            var description: String {
                switch self {
                case .createDirectory(let path, let mode): "create \(path) with mode 0\(String(mode, radix: 8))"
                case .writeSettings: "write the settings file with fresh secrets, mode 0600"
                case .writeRules: "write the .htaccess"
                case .installProgram: "check the program, and put it into its place"
                case .uploadProgram: "upload the program, and put it into its place"
                }
            }
        }

        /// What a deployment finds.
        struct State: Sendable {
            /// Those of ``DeploymentPlan/directories`` that exist.
            var directories: Set<String> = []
            var hasSettings = false
            /// The content of the .htaccess; `nil` if it is missing.
            var rules: String?
            /// Whether the new program is in its place.
            var isInstalled = false
        }

        /// The directories that must exist, with the modes of new ones.
        var directories: [(path: String, mode: Int)] {
            [(installation.privateDirectory, 0o700), (installation.place.directory, 0o711)]
                + (installation.place.privateDirectory.map { [($0, 0o711)] } ?? [])
        }

        /// The steps that are needed, in their order.
        ///
        /// - Throws: ``ToolError`` if a step could not succeed.
        func steps(for state: State) throws(ToolError) -> [Step] {
            var steps: [Step] = []
            for (path, mode) in directories where !state.directories.contains(path) {
                steps.append(.createDirectory(path, mode: mode))
            }
            if !state.hasSettings {
                guard !hosts.isEmpty else {
                    throw ToolError(
                        "there is no settings file \(installation.settings), and no host for it",
                        remedy: "pass --host, such as --host www.example.com", status: .usage)
                }
                steps.append(.writeSettings)
            }
            let rules = try newRules(for: state) == nil ? [] : [Step.writeRules]
            let program = state.isInstalled ? [] : [startsProgram ? Step.installProgram : .uploadProgram]
            // A template with the program in the public directory closes the directory before the program is there. The
            // other one names a program that must exist.
            return steps + (installation.template.hasPrivateProgram ? program + rules : rules + program)
        }

        /// The new .htaccess; `nil` if the one that is there stays.
        func newRules(for state: State) throws(ToolError) -> String? {
            let new = try installation.template.rendered(for: installation.place)
            if state.rules == new { return nil }
            if let old = state.rules, Template(ofContent: old) == nil, !replacesRules {
                throw ToolError(
                    "\(installation.htaccess) has rules that come from no template, and they would be lost",
                    remedy: "read it, and pass --replace if nobody needs it", status: .cannotCreate)
            }
            return new
        }

        /// The content of a new settings file, with fresh secrets.
        var newSettings: String {
            let lines =
                ["GATEHOUSE_HOSTS=\(hosts.joined(separator: ","))"] + secrets.map { "\($0)=\(SecretText.random())" }
            return lines.map { $0 + "\n" }.joined()
        }
    }
#endif
