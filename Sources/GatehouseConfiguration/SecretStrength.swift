/// What is asked of a secret beyond its length.
///
/// A secret that a program made passes, in hexadecimal digits or in base64: `openssl rand -base64 24`. Refused is what
/// somebody typed to have it over with. That a secret passes does not mean that it is good: only chance makes it so.
public struct SecretStrength: Sendable, Hashable {
    private let isRequired: Bool

    /// At least five different characters; no text that is a shorter one over and over; not mostly a row such as 1234 or
    /// dcba; and where a word is in it that stands in many examples, such as "changeme", "secret" or "password", it must
    /// be long enough without.
    public static let required = SecretStrength(isRequired: true)

    /// Nothing but its length.
    public static let notChecked = SecretStrength(isRequired: false)

    /// How to make one, for whoever is told that theirs will not do.
    private static let advice = "this makes one: openssl rand -base64 24"

    /// The longest word of each kind first, so that no half of it is left.
    private static let wellKnown = [
        "changethis", "changeme", "replaceme", "placeholder", "passphrase", "password", "passwort", "default",
        "example",
        "insecure", "letmein", "qwerty", "secret", "sample", "please", "foobar", "change",
    ]

    /// Refuses a secret, without a word of it.
    func check(_ text: String, atLeast length: Int) throws(SettingError) {
        let length = max(length, 1)
        guard text.utf8.count >= length else {
            throw SettingError("a secret has at least \(length) bytes; \(Self.advice)")
        }
        guard isRequired else { return }
        let bytes = Array(text.utf8)
        if Set(bytes).count < 5 {
            throw SettingError("it has fewer than five different characters; \(Self.advice)")
        }
        if Self.repeats(bytes) { throw SettingError("it is a shorter text over and over; \(Self.advice)") }
        if Self.isRow(bytes) { throw SettingError("it is mostly a row such as 1234 or dcba; \(Self.advice)") }
        guard Self.lengthWithoutWords(bytes) >= length else {
            throw SettingError("it is mostly a word that stands in many examples; \(Self.advice)")
        }
    }

    /// Whether a text is a shorter one, twice or more, the last time perhaps in part.
    private static func repeats(_ bytes: [UInt8]) -> Bool {
        (1...max(bytes.count / 2, 1)).contains { period in
            period < bytes.count && bytes.dropFirst(period).elementsEqual(bytes.dropLast(period))
        }
    }

    /// Whether more than half of all characters follow the one before in the alphabet, or precede it.
    private static func isRow(_ bytes: [UInt8]) -> Bool {
        let steps = zip(bytes, bytes.dropFirst()).map { Int($1) - Int($0) }
        return [1, -1].contains { step in steps.count { $0 == step } * 2 > steps.count }
    }

    /// The length without the well-known words, in whatever case and with whatever marks between the letters.
    private static func lengthWithoutWords(_ bytes: [UInt8]) -> Int {
        var text = bytes.filter { ("a"..."z").contains(Unicode.Scalar($0 | 0x20)) || (0x30...0x39).contains($0) }
            .map { $0 | 0x20 }
        let whole = text.count
        for word in wellKnown.map({ Array($0.utf8) }) {
            while let start = text.indices.first(where: { text[$0...].starts(with: word) }) {
                text.removeSubrange(start..<(start + word.count))
            }
        }
        // Without such a word nothing is taken off, marks neither.
        return text.count == whole ? bytes.count : text.count
    }
}
