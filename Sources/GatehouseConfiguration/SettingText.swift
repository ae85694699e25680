internal import GatewayInterface

/// The reason why a text is not a valid value of a setting.
struct SettingError: Error {
    /// The expected form of a value, or the complete error.
    let text: String
    private let isWhole: Bool
    /// Whether a required setting is not set.
    let isMissing: Bool

    init(_ text: String, isWhole: Bool = false, isMissing: Bool = false) {
        self.text = text
        self.isWhole = isWhole
        self.isMissing = isMissing
    }

    /// The error with the name of the setting and the invalid value.
    func about(_ name: String, _ value: String) -> SettingError {
        isWhole
            ? self : SettingError("\(name) is \(LogText.quoted(value.utf8)); expected \(text)", isWhole: true)
    }
}

/// Parses the texts of settings. Each value has exactly one form: nothing is trimmed, and case matters.
enum SettingText {
    static func text(_ text: String) throws(SettingError) -> String {
        guard !text.isEmpty else { throw SettingError("a text that is not empty") }
        return text
    }

    static func path(_ text: String) throws(SettingError) -> String {
        guard text.utf8.first == UInt8(ascii: "/"), !text.split(separator: "/").contains("..") else {
            throw SettingError("an absolute path without \"..\"")
        }
        return text
    }

    static func int(_ text: String, in range: ClosedRange<Int>) throws(SettingError) -> Int {
        guard let number = Int(text), String(number) == text, range.contains(number) else {
            let isOpen = range == Int.min...Int.max
            throw SettingError(
                isOpen ? "a whole number" : "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    static func flag(_ text: String) throws(SettingError) -> Bool {
        switch text {
        case "true": return true
        case "false": return false
        default: throw SettingError("true or false")
        }
    }

    static func duration(_ text: String) throws(SettingError) -> Duration {
        let units: [(String, Duration)] = [
            ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
            ("d", .seconds(86_400)),
        ]
        for (unit, length) in units where text.hasSuffix(unit) {
            let digits = text.dropLast(unit.count)
            // The limit prevents an overflow with any unit.
            guard let number = Int(digits), String(number) == digits, (0...1_000_000_000).contains(number) else {
                continue
            }
            return length * number
        }
        throw SettingError("a duration such as 500ms, 30s, 5m, 12h or 365d")
    }

    /// Parses names and secrets. Errors contain only the number of the entry. If a ":" is missing, the name may be the secret.
    static func secrets(
        _ text: String,
        atLeast length: Int,
        _ strength: SecretStrength
    ) throws(SettingError) -> [String: Secret] {
        var secrets: [String: Secret] = [:]
        for (index, entry) in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .enumerated()
        {
            let place = "entry \(index + 1)"
            guard let colon = entry.firstIndex(of: UInt8(ascii: ":")), isOwner(entry[..<colon]) else {
                throw SettingError("\(place): expected NAME:SECRET; separate entries with \",\"")
            }
            let secret = String(Substring(entry[entry.index(after: colon)...]))
            do throws(SettingError) {
                try strength.check(secret, atLeast: length)
            } catch {
                throw SettingError("\(place): \(error.text)")
            }
            guard secrets.updateValue(Secret(secret), forKey: String(Substring(entry[..<colon]))) == nil else {
                throw SettingError("\(place): the name is used twice")
            }
        }
        return secrets
    }

    private static func isOwner(_ name: Substring.UTF8View) -> Bool {
        guard let first = name.first, name.count <= 64 else { return false }
        return first.isASCIILetterOrDigit && name.allSatisfy { $0.isASCIILetterOrDigit || "._-".utf8.contains($0) }
    }

    static func list(_ text: String) throws(SettingError) -> [String] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }), Set(parts).count == parts.count else {
            throw SettingError("different values separated by \",\" without spaces")
        }
        return parts
    }
}
