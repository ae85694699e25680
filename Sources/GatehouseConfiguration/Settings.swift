internal import FastCGI
public import GatehouseCore
internal import GatewayInterface

/// Reads the settings of the gate and of the program, which differ from host to host.
///
/// ```swift
/// let (configuration, database, key) = Settings.load(
///     SettingsFile("/home/me/private/app.conf", outside: "/home/me/public_html"),
///     Setting.path("DATABASE"),
///     Setting.secret("SIGNING_KEY")
/// )
/// var gate = Gate()
/// gate.configuration = configuration
/// ```
///
/// A setting is an environment variable or a line of the file. The environment takes precedence. All names begin with
/// `GATEHOUSE_`; other variables, such as PATH, HOME and LANG, are not read. Under CGI a client chooses some variables, but
/// their names begin with `HTTP_`. docs/configuration.md lists all settings and defaults. Unknown, invalid and contradictory
/// settings are configuration errors.
public enum Settings {
    /// The prefix of all names.
    static let prefix = "GATEHOUSE_"

    /// Whether a variable with the prefix is not a setting. A web server passes `GATEHOUSE_MOUNT` to an authorizer.
    static func isIgnored(_ name: [UInt8]) -> Bool {
        name == Array("GATEHOUSE_MOUNT".utf8)
    }

    /// Reads all settings. If any is invalid, prints all errors on standard error and exits with 78 (EX_CONFIG), like a gate
    /// with configuration errors.
    ///
    /// - Parameters:
    ///   - file: the settings file; `nil` reads only the environment.
    ///   - settings: the settings of the program.
    /// - Returns: the configuration for the gate, and the values of `settings` in their order.
    public static func load<each Value: Sendable>(
        _ file: SettingsFile? = nil,
        _ settings: repeat Setting<each Value>
    ) -> (GateConfiguration, repeat each Value) {
        do throws(SettingsError) {
            return try read(file, repeat each settings)
        } catch {
            refuse(error.problems)
        }
    }

    /// Ends the program as ``load(_:_:)`` does, for errors that the program finds itself, such as a missing directory or two
    /// values that contradict each other.
    ///
    /// - Parameter problems: the errors, one line each. Do not put a secret into them.
    public static func refuse(_ problems: [String]) -> Never {
        let name = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
        let lines = problems.joined(separator: "\n")
        StandardDescriptors.writeError("\(name): invalid settings; the gate does not open:\n\(lines)\n")
        Process.exit(78)
    }

    /// Reads all settings.
    ///
    /// - Throws: ``SettingsError`` with all errors.
    public static func read<each Value: Sendable>(
        _ file: SettingsFile? = nil,
        _ settings: repeat Setting<each Value>
    ) throws(SettingsError) -> (GateConfiguration, repeat each Value) {
        try read(
            file,
            environment: ProcessEnvironment.variables(beginningWith: prefix),
            // Only CGI sets it at the start.
            documentRoot: ProcessEnvironment.value("DOCUMENT_ROOT").flatMap { $0.isEmpty ? nil : $0 },
            repeat each settings
        )
    }

    static func read<each Value: Sendable>(
        _ file: SettingsFile?,
        environment: [(name: [UInt8], value: [UInt8])],
        documentRoot: String? = nil,
        _ settings: repeat Setting<each Value>
    ) throws(SettingsError) -> (GateConfiguration, repeat each Value) {
        var problems: [String] = []
        var known = Set(GateSetting.all.map(\.name))
        var secrets: Set<String> = []
        for setting in repeat each settings {
            if let problem = setting.problem { problems.append(problem) }
            if !known.insert(setting.name).inserted { problems.append("\(setting.name) is declared twice") }
            if setting.isSecret { secrets.insert(setting.name) }
        }
        let declarations = problems.count
        let lines = file?.pairs(documentRoot: documentRoot, &problems) ?? []
        let source = SettingsSource(
            environment: environment,
            file: lines,
            isComplete: problems.count == declarations,
            known: known,
            secrets: secrets,
            &problems
        )
        let configuration = GateSetting.configuration(from: source, &problems)
        for setting in repeat each settings {
            do throws(SettingError) {
                _ = try setting.value(in: source)
            } catch {
                // A missing setting may be in a part that could not be read.
                if source.isComplete || !error.isMissing { problems.append(error.text) }
            }
        }
        guard problems.isEmpty else { throw SettingsError(problems: problems) }
        do throws(SettingError) {
            return (configuration, repeat try (each settings).value(in: source))
        } catch {
            throw SettingsError(problems: [error.text])
        }
    }
}
