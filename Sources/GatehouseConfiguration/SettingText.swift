internal import GatewayInterface

/// Why a text is no value of a setting.
struct SettingMistake: Error {
    /// What a value looks like, or the whole of the mistake.
    let text: String
    private let isWhole: Bool

    init(_ text: String, isWhole: Bool = false) {
        self.text = text
        self.isWhole = isWhole
    }

    /// The same with the name of the setting and the value that was refused.
    func about(_ name: String, _ value: String) -> SettingMistake {
        isWhole
            ? self : SettingMistake("\(name) is \(LogText.quoted(value.utf8)); it wants \(text)", isWhole: true)
    }
}

/// Makes values of texts. One form of each: nothing is trimmed, and no case is ignored.
enum SettingText {
    static func text(_ text: String) throws(SettingMistake) -> String {
        guard !text.isEmpty else { throw SettingMistake("a text") }
        return text
    }

    static func path(_ text: String) throws(SettingMistake) -> String {
        guard text.utf8.first == UInt8(ascii: "/"), !text.split(separator: "/").contains("..") else {
            throw SettingMistake("a path from \"/\" on, without \"..\"")
        }
        return text
    }

    static func int(_ text: String, in range: ClosedRange<Int>) throws(SettingMistake) -> Int {
        guard let number = Int(text), String(number) == text, range.contains(number) else {
            let isOpen = range == Int.min...Int.max
            throw SettingMistake(
                isOpen ? "a whole number" : "a whole number, \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    static func flag(_ text: String) throws(SettingMistake) -> Bool {
        switch text {
        case "true": return true
        case "false": return false
        default: throw SettingMistake("true or false")
        }
    }

    static func duration(_ text: String) throws(SettingMistake) -> Duration {
        let units: [(String, Duration)] = [
            ("ms", .milliseconds(1)), ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3600)),
            ("d", .seconds(86_400)),
        ]
        for (unit, length) in units where text.hasSuffix(unit) {
            let digits = text.dropLast(unit.count)
            // Small enough for every unit.
            guard let number = Int(digits), String(number) == digits, (0...1_000_000_000).contains(number) else {
                continue
            }
            return length * number
        }
        throw SettingMistake("a time such as 500ms, 30s, 5m, 12h or 365d")
    }

    static func list(_ text: String) throws(SettingMistake) -> [String] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.contains(" ") }), Set(parts).count == parts.count else {
            throw SettingMistake("values with \",\" between them, each once, without spaces")
        }
        return parts
    }
}
