internal import GatewayInterface

/// The checks of a secret beyond its length.
///
/// A secret that a program generated passes, in hexadecimal digits or in base64: `openssl rand -base64 24`. Texts that
/// people typically type are refused. A secret that passes is not necessarily strong; only a random one is.
public struct SecretStrength: Sendable, Hashable {
    private let isRequired: Bool

    /// The secret must have at least five different characters. It must not repeat a shorter text or be mostly a sequence
    /// such as 1234 or dcba. Words from many examples, such as "changeme", "secret" or "password", do not count towards its
    /// length.
    public static let required = SecretStrength(isRequired: true)

    /// Only the length is checked.
    public static let notChecked = SecretStrength(isRequired: false)

    /// Ends each error message.
    private static let advice = "create one with: openssl rand -base64 24"

    /// A word that contains another one comes first, so that it is removed as a whole.
    private static let wellKnown = [
        "changethis", "changeme", "replaceme", "placeholder", "passphrase", "password", "passwort", "default",
        "example",
        "insecure", "letmein", "qwerty", "secret", "sample", "please", "foobar", "change",
    ]

    /// Checks a secret.
    ///
    /// - Throws: an error that does not contain the secret, and describes itself.
    package func check(_ secret: Secret, atLeast length: Int) throws {
        do {
            try check(secret.revealed, atLeast: length)
        } catch {
            throw SettingsError(problems: [error.text])
        }
    }

    /// Checks the text of a secret.
    func check(_ text: String, atLeast length: Int) throws(SettingError) {
        let length = max(length, 1)
        guard text.utf8.count >= length else {
            throw SettingError("the secret needs at least \(length) bytes; \(Self.advice)")
        }
        guard isRequired else { return }
        let bytes = Array(text.utf8)
        if Set(bytes).count < 5 {
            throw SettingError("the secret has fewer than five different characters; \(Self.advice)")
        }
        if Self.repeats(bytes) { throw SettingError("the secret repeats a shorter text; \(Self.advice)") }
        if Self.isRow(bytes) { throw SettingError("the secret is mostly a sequence such as 1234; \(Self.advice)") }
        guard Self.lengthWithoutWords(bytes) >= length else {
            throw SettingError("the secret is mostly a word that many examples use; \(Self.advice)")
        }
    }

    /// Whether a text repeats a shorter one. The last repetition may be incomplete.
    private static func repeats(_ bytes: [UInt8]) -> Bool {
        (1...max(bytes.count / 2, 1)).contains { period in
            period < bytes.count && bytes.dropFirst(period).elementsEqual(bytes.dropLast(period))
        }
    }

    /// Whether more than half of all characters are the successor of the one before, or more than half the predecessor.
    private static func isRow(_ bytes: [UInt8]) -> Bool {
        let steps = zip(bytes, bytes.dropFirst()).map { Int($1) - Int($0) }
        return [1, -1].contains { step in steps.count { $0 == step } * 2 > steps.count }
    }

    /// The length without the well-known words, regardless of case and of punctuation between the letters.
    private static func lengthWithoutWords(_ bytes: [UInt8]) -> Int {
        var text = bytes.filter { $0.isASCIILetterOrDigit }
            .map { $0 | 0x20 }
        let whole = text.count
        for word in wellKnown.map({ Array($0.utf8) }) {
            while let start = text.indices.first(where: { text[$0...].starts(with: word) }) {
                text.removeSubrange(start..<(start + word.count))
            }
        }
        // Punctuation counts if the text contains no such word.
        return text.count == whole ? bytes.count : text.count
    }
}
