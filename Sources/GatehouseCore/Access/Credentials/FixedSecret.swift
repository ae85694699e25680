/// A secret that stands in the program's settings, compared in constant time.
///
/// A comparison that stops at the first difference tells a patient client how much of a guess is right. This one takes
/// the same steps for every guess of the same length, whatever the secret and its length are: 512 each time, because the
/// secret is kept in a block of that many bytes. What its time depends on is the guess alone, which the client knows.
package struct FixedSecret: Sendable {
    /// The longest secret, in bytes of UTF-8.
    static let longest = 512

    /// The secret, and zeros up to ``longest``.
    private let block: [UInt8]
    private let count: Int

    /// Takes a secret over; `nil` for one that is empty or too long. An empty one is a setting that was forgotten.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard (1...Self.longest).contains(bytes.count) else { return nil }
        block = bytes + Array(repeating: 0, count: Self.longest - bytes.count)
        count = bytes.count
    }

    /// Whether a guess is the secret, byte by byte. Both are compared as they are: no form of Unicode equals another.
    package func matches(_ guess: some Collection<UInt8>) -> Bool {
        guard guess.count <= Self.longest else { return false }
        return Self.difference(Array(guess) + Array(repeating: 0, count: Self.longest - guess.count), block)
            | UInt64(guess.count ^ count) == 0
    }

    /// All differences of two blocks at once; 0 if there are none. No branch and no index depends on what is in them.
    @inline(never)
    private static func difference(_ left: [UInt8], _ right: [UInt8]) -> UInt64 {
        var difference: UInt8 = 0
        for index in 0..<longest { difference |= left[index] ^ right[index] }
        return UInt64(difference)
    }
}
