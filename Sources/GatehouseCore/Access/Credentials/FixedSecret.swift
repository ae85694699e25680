/// A secret from the program's settings, compared in constant time.
///
/// A comparison that stops at the first difference reveals by its time how much of a guess is right. This one always
/// takes 512 steps, because the secret is in a block of 512 bytes. Its time depends only on the length of the guess,
/// which the client knows.
package struct FixedSecret: Sendable {
    /// The longest secret, in bytes of UTF-8.
    static let longest = 512

    /// The secret, padded with zeros to ``longest``.
    private let block: [UInt8]
    private let count: Int

    /// Creates a secret; `nil` if the text is empty or too long. An empty secret is probably a setting that was
    /// forgotten.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...Self.longest).contains(bytes.count) else { return nil }
        block = bytes + Array(repeating: 0, count: Self.longest - bytes.count)
        count = bytes.count
    }

    /// Whether a guess has the same bytes as the secret, without Unicode normalization.
    package func matches(_ guess: some Collection<UInt8>) -> Bool {
        guard guess.count <= Self.longest else { return false }
        return Self.difference(Array(guess) + Array(repeating: 0, count: Self.longest - guess.count), block)
            | UInt64(guess.count ^ count) == 0
    }

    /// The combined differences of two blocks; 0 if they are equal. No branch and no index depends on their content.
    @inline(never)
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> UInt64 {
        var difference: UInt8 = 0
        for index in 0..<longest { difference |= left[index] ^ right[index] }
        return UInt64(difference)
    }
}
