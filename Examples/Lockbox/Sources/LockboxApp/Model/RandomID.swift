/// Identifiers that nobody guesses: 24 characters with 5 random bits each.
enum RandomID {
    private static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789".utf8)

    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return String(
            decoding: (0..<24).map { _ in alphabet[Int.random(in: 0..<32, using: &generator)] }, as: UTF8.self)
    }
}
