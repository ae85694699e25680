internal import FastCGI
public import GatehouseCore
internal import GatewayInterface

/// Reads what may differ from one host to the next: the settings of the gate, and those that the program declares.
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
/// A setting is an environment variable, or a line of the file; the environment wins. All names begin with `GATEHOUSE_`, and
/// no other variable is looked at: not PATH, not HOME, not LANG. Under CGI, where a client chooses variables, it can choose
/// none of that name: its own begin with `HTTP_`. What there is, and what stands there unless told, is the table in
/// docs/configuration.md. Whatever is not known, does not fit or contradicts something else is a mistake.
public enum Settings {
    /// What all names begin with.
    static let prefix = "GATEHOUSE_"

    /// Variables of the prefix that are no settings: what a web server says to the role of authorizer.
    static func isIgnored(_ name: [UInt8]) -> Bool {
        name == Array("GATEHOUSE_MOUNT".utf8)
    }

    /// Reads all settings, or ends the program: with all mistakes on standard error, and status 78 (EX_CONFIG) as for a
    /// gate with mistakes.
    ///
    /// - Parameters:
    ///   - file: of settings; `nil` for none.
    ///   - settings: of the program's own.
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

    /// Ends the program as ``load(_:_:)`` does, for what the program itself finds wrong with its settings: a directory that
    /// is not there, two values that do not go together.
    ///
    /// - Parameter mistakes: what is wrong, a line each. No secret should be in them.
    public static func refuse(_ problems: [String]) -> Never {
        let name = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
        let lines = problems.joined(separator: "\n")
        StandardDescriptors.writeError("\(name): the settings have mistakes and the gate does not open:\n\(lines)\n")
        Process.exit(78)
    }

    /// Reads all settings.
    ///
    /// - Throws: ``SettingsError`` with all mistakes.
    public static func read<each Value: Sendable>(
        _ file: SettingsFile? = nil,
        _ settings: repeat Setting<each Value>
    ) throws(SettingsError) -> (GateConfiguration, repeat each Value) {
        try read(
            file,
            environment: ProcessEnvironment.variables(beginningWith: prefix),
            // Known at the start under CGI only.
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
                // It may stand in what could not be read.
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
