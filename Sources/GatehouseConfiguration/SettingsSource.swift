internal import Configuration
internal import GatewayInterface

/// The texts of all settings. The environment takes precedence over the file.
struct SettingsSource: Sendable {
    private let providers: [EnvironmentVariablesProvider]
    private let secrets: Set<String>

    /// Whether everything could be read. Otherwise a setting that seems to be missing may be in an unreadable part.
    let isComplete: Bool

    /// Combines the environment and the file.
    ///
    /// - Parameters:
    ///   - environment: the variables whose names begin with the prefix.
    ///   - file: the lines of the file.
    ///   - isComplete: whether the whole file was read.
    ///   - known: the names of all settings.
    ///   - secrets: the names of the settings that must not be printed.
    ///   - problems: gets an error for each unknown or repeated setting.
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
                // The error omits the value, which may be a secret under a misspelled name.
                if !Settings.isIgnored(name) {
                    let meant = Self.meant(by: String(decoding: name, as: UTF8.self), known)
                    problems.append("environment: unknown setting \(quoted)\(meant)")
                }
                continue
            }
            guard let text = String(validating: value, as: UTF8.self) else {
                problems.append("environment: the value of \(key) is not UTF-8")
                isComplete = false
                continue
            }
            if variables.updateValue(text, forKey: key) != nil {
                problems.append("environment: \(key) is set twice")
            }
        }
        var lines: [String: String] = [:]
        for (name, value) in file {
            guard known.contains(name) else {
                problems.append("settings file: unknown setting \(name)\(Self.meant(by: name, known))")
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

    /// A suggestion for a misspelled name, or for a name that confuses a setting of the gate with one of the program.
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

    /// The text of a setting; `nil` if it is not set.
    func text(of name: String) -> String? {
        let key = AbsoluteConfigKey(name.split(separator: "_").map { $0.lowercased() })
        for provider in providers {
            guard let value = try? provider.value(forKey: key, type: .string).value else { continue }
            if case .string(let text) = value.content { return text }
        }
        return nil
    }
}
