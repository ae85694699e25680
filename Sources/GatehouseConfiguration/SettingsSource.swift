internal import Configuration
internal import GatewayInterface

/// The texts of all settings: what the environment says, and below it what the file says.
struct SettingsSource: Sendable {
    private let providers: [EnvironmentVariablesProvider]
    private let secrets: Set<String>

    /// Takes what was found.
    ///
    /// - Parameters:
    ///   - environment: the variables whose names begin with the prefix.
    ///   - file: the lines of the file.
    ///   - known: the names of all settings.
    ///   - secrets: the names of those that must not be printed.
    ///   - mistakes: gets what is not known, or stands there twice.
    init(
        environment: [(name: [UInt8], value: [UInt8])],
        file: [(name: String, value: String)],
        known: Set<String>,
        secrets: Set<String>,
        _ mistakes: inout [String]
    ) {
        var variables: [String: String] = [:]
        for (name, value) in environment {
            let quoted = LogText.quoted(name)
            guard let key = String(validating: name, as: UTF8.self), known.contains(key) else {
                // What it says may be a secret whose name was mistyped.
                if !Settings.isIgnored(name) { mistakes.append("environment: \(quoted) is no setting of this program") }
                continue
            }
            guard let text = String(validating: value, as: UTF8.self) else {
                mistakes.append("environment: the value of \(key) is no UTF-8")
                continue
            }
            if variables.updateValue(text, forKey: key) != nil {
                mistakes.append("environment: \(key) stands there twice")
            }
        }
        var lines: [String: String] = [:]
        for (name, value) in file {
            guard known.contains(name) else {
                mistakes.append("settings file: \(name) is no setting of this program")
                continue
            }
            lines[name] = value
        }
        self.secrets = secrets
        providers = [variables, lines].map {
            EnvironmentVariablesProvider(environmentVariables: $0, secretsSpecifier: .specific(secrets))
        }
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
