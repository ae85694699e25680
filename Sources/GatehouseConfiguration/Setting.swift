internal import GatewayInterface

/// A setting of the program, with its type.
///
/// ```swift
/// let database = Setting.path("DATABASE")                 // GATEHOUSE_APP_DATABASE, required
/// let key = Setting.secret("SIGNING_KEY")                 // required, never printed
/// let pageSize = Setting.int("PAGE_SIZE", in: 1...100, default: 20)
/// ```
public struct Setting<Value: Sendable>: Sendable {
    /// The name of the variable: `GATEHOUSE_APP_` and the name that the program chose.
    public let name: String
    let isSecret: Bool
    /// The error in the declaration.
    let problem: String?
    private let standard: Value?
    private let parse: @Sendable (String) throws(SettingError) -> Value

    init(
        _ name: String,
        standard: Value?,
        isSecret: Bool = false,
        _ parse: @escaping @Sendable (String) throws(SettingError) -> Value
    ) {
        self.name = Settings.prefix + "APP_" + name
        self.standard = standard
        self.isSecret = isSecret
        self.parse = parse
        let isName =
            name.utf8.first.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) } == true
            && name.utf8.allSatisfy {
                $0 == 0x5F || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0.isASCIIDigit
            }
        problem =
            isName ? nil : "invalid setting name \(LogText.quoted(name.utf8)); use capital letters, digits and \"_\""
    }

    /// A setting of any type.
    ///
    /// - Parameters:
    ///   - name: the name, of capital letters, digits and "_".
    ///   - standard: the default value; `nil` makes the setting required.
    ///   - form: the expected form, for the error message about an invalid value: "expected red or blue".
    ///   - parse: converts the text to a value; `nil` if the text is invalid.
    public static func value(
        _ name: String,
        default standard: Value? = nil,
        form: String,
        _ parse: @escaping @Sendable (String) -> Value?
    ) -> Setting {
        Setting(name, standard: standard) { (text) throws(SettingError) in
            guard let value = parse(text) else { throw SettingError(form) }
            return value
        }
    }

    /// A secret setting of a type of another module. Its error never contains the text.
    package static func secretValue<Problem: Error>(
        _ name: String,
        _ parse: @escaping @Sendable (String) throws(Problem) -> Value
    ) -> Setting {
        Setting(name, standard: nil, isSecret: true) { (text) throws(SettingError) in
            do throws(Problem) {
                return try parse(text)
            } catch {
                throw SettingError("\(error)")
            }
        }
    }

    /// Reads the value.
    func value(in source: SettingsSource) throws(SettingError) -> Value {
        guard let text = source.text(of: name) else {
            guard let standard else { throw SettingError("\(name) is not set", isWhole: true, isMissing: true) }
            return standard
        }
        do throws(SettingError) {
            return try parse(text)
        } catch {
            throw isSecret
                ? SettingError("\(name): \(error.text)", isWhole: true)
                : error.about(name, text)
        }
    }
}

extension Setting where Value == String {
    /// Any text that is not empty.
    public static func text(_ name: String, default standard: String? = nil) -> Setting {
        Setting(name, standard: standard, SettingText.text)
    }

    /// An absolute path. A relative one would depend on the directory in which the program was started.
    public static func path(_ name: String, default standard: String? = nil) -> Setting {
        Setting(name, standard: standard, SettingText.path)
    }
}

extension Setting where Value == Int {
    /// A whole number.
    public static func int(
        _ name: String,
        in range: ClosedRange<Int> = Int.min...Int.max,
        default standard: Int? = nil
    ) -> Setting {
        Setting(name, standard: standard) { (text) throws(SettingError) in try SettingText.int(text, in: range) }
    }
}

extension Setting where Value == Bool {
    /// `true` or `false`.
    public static func flag(_ name: String, default standard: Bool? = nil) -> Setting {
        Setting(name, standard: standard, SettingText.flag)
    }
}

extension Setting where Value == Duration {
    /// A duration: `500ms`, `30s`, `5m`, `12h`, `365d`.
    public static func duration(_ name: String, default standard: Duration? = nil) -> Setting {
        Setting(name, standard: standard, SettingText.duration)
    }
}

extension Setting where Value == Secret {
    /// A secret. It has no default and is never printed. A secret that is easy to guess is a configuration error.
    ///
    /// - Parameters:
    ///   - name: the name, of capital letters, digits and "_".
    ///   - length: the minimum length in bytes.
    ///   - strength: the checks beyond the length.
    public static func secret(
        _ name: String,
        atLeast length: Int = 16,
        strength: SecretStrength = .required
    ) -> Setting {
        Setting(name, standard: nil, isSecret: true) { (text) throws(SettingError) in
            try strength.check(text, atLeast: length)
            return Secret(text)
        }
    }
}

extension Setting where Value == [String: Secret] {
    /// Several secrets, each with the name of its owner: `ada:…,grace:…`. Neither names nor secrets are ever printed.
    ///
    /// An owner's name consists of letters, digits, ".", "-" and "_", begins with a letter or a digit, and has at most 64
    /// bytes, so it can be the name of a directory. A secret contains no ",".
    ///
    /// - Parameters:
    ///   - name: the name of the setting, of capital letters, digits and "_".
    ///   - length: the minimum length of each secret in bytes.
    ///   - strength: the checks of each secret beyond its length.
    public static func secrets(
        _ name: String,
        atLeast length: Int = 16,
        strength: SecretStrength = .required
    ) -> Setting {
        Setting(name, standard: nil, isSecret: true) { (text) throws(SettingError) in
            try SettingText.secrets(text, atLeast: length, strength)
        }
    }
}
