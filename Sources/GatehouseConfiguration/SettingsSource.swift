internal import Configuration
internal import GatewayInterface

/// The texts of all settings: what the environment says, and below it what the file says.
struct SettingsSource: Sendable {
    private let providers: [EnvironmentVariablesProvider]
    private let secrets: Set<String>

    /// Whether all that somebody wrote was understood. Otherwise a setting that seems not to be set may well be.
    let isComplete: Bool

    /// Takes what was found.
    ///
    /// - Parameters:
    ///   - environment: the variables whose names begin with the prefix.
    ///   - file: the lines of the file.
    ///   - isComplete: whether the file was read as a whole.
    ///   - known: the names of all settings.
    ///   - secrets: the names of those that must not be printed.
    ///   - mistakes: gets what is not known, or stands there twice.
    init(
        environment: [(name: [UInt8], value: [UInt8])],
        file: [(name: String, value: String)],
        isComplete: Bool = true,
        known: Set<String>,
        secrets: Set<String>,
        _ problems: inout [String]
    ) {
        var variables: [String: String] = [:]
        var isComplete = isComplete
        for (name, value) in environment {
            let quoted = LogText.quoted(name)
            guard let key = String(validating: name, as: UTF8.self), known.contains(key) else {
                // What it says may be a secret whose name was mistyped.
                if !Settings.isIgnored(name) {
                    let meant = Self.meant(by: String(decoding: name, as: UTF8.self), known)
                    problems.append("environment: \(quoted) is no setting of this program\(meant)")
                }
                continue
            }
            guard let text = String(validating: value, as: UTF8.self) else {
                problems.append("environment: the value of \(key) is no UTF-8")
                isComplete = false
                continue
            }
            if variables.updateValue(text, forKey: key) != nil {
                problems.append("environment: \(key) stands there twice")
            }
        }
        var lines: [String: String] = [:]
        for (name, value) in file {
            guard known.contains(name) else {
                problems.append("settings file: \(name) is no setting of this program\(Self.meant(by: name, known))")
                continue
            }
            lines[name] = value
        }
        self.secrets = secrets
        self.isComplete = isComplete
        providers = [variables, lines].map {
            EnvironmentVariablesProvider(environmentVariables: $0, secretsSpecifier: .specific(secrets))
        }
    }

    /// The setting that somebody meant who mistyped a name, or mixed up those of the gate and those of the program.
    private static func meant(by name: String, _ known: Set<String>) -> String {
        func core(_ name: String) -> String {
            var rest = name.uppercased().utf8[...]
            for prefix in [Settings.prefix, "APP_"] where rest.starts(with: prefix.utf8) {
                rest = rest.dropFirst(prefix.utf8.count)
            }
            return String(Substring(rest))
        }
        let names = Dictionary(known.map { (core($0), $0) }) { first, _ in first }
        let wanted = core(name)
        guard let nearest = names[wanted] ?? Spelling.nearest(to: wanted, among: names.keys).flatMap({ names[$0] })
        else { return "" }
        return "; did you mean \(nearest)?"
    }

    /// The text of a setting; `nil` where nobody says one.
    func text(of name: String) -> String? {
        let key = AbsoluteConfigKey(name.split(separator: "_").map { $0.lowercased() })
        for provider in providers {
            guard let value = try? provider.value(forKey: key, type: .string).value else { continue }
            if case .string(let text) = value.content { return text }
        }
        return nil
    }
}
