/// The name of a route in a fixed number of words, for memory that several processes share.
package final class RouteLabel: Sendable {
    /// The number of words.
    package static let wordCount = 6

    /// The text in UTF-8, cut after ``wordCount`` words, with zeros behind it.
    package let words: [UInt64]

    /// Creates a label. A text of more than 48 bytes is cut.
    package init(_ text: String) {
        var words = [UInt64](repeating: 0, count: Self.wordCount)
        // A process for one request also creates the label of each route, so this loop is a plain one.
        var index = 0
        for byte in text.utf8 {
            if index == Self.wordCount * 8 { break }
            words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
            index += 1
        }
        self.words = words
    }

    /// Creates a label from words. Any words are valid.
    package init(words: [UInt64]) {
        self.words = words
    }

    /// The text. A character that was cut is missing.
    package var text: String {
        let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }
        let text = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        return text.last == "\u{FFFD}" ? String(text.dropLast()) : text
    }
}
