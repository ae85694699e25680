/// A client's bytes as they may stand in a log: one line, and nothing that a terminal takes for a command.
package enum LogText {
    /// The longest value that is shown, in bytes of the log.
    package static let longest = 512

    /// The same for a value that is a word, such as a method.
    package static let longestWord = 64

    /// The longest line, in bytes: whole in the error log of every web server, and in one FastCGI record.
    package static let longestLine = 4096

    /// The text in quotes; what is no printable ASCII as `\xNN`.
    ///
    /// - Parameter limit: the most bytes between the quotes. A text that needs more is cut, not inside of an escape or a
    ///   character of UTF-8, and "..." stands behind the quotes.
    package static func quoted(_ bytes: some Collection<UInt8>, upTo limit: Int = longest) -> String {
        var text = Array("\"".utf8)
        // An array first: other modules run a generic function as it stands, with a call or more for each element.
        let isWhole = append(Array(bytes.prefix(limit + 1)), to: &text, upTo: limit + 1, escapesQuotes: true)
        text += (isWhole ? "\"" : "\"...").utf8
        return String(decoding: text, as: UTF8.self)
    }

    /// The text as a line of a log, without its end: what is no printable ASCII as `\xNN`.
    ///
    /// A backslash stays as it is, because parts of a line have been through ``quoted(_:upTo:)``. So the line can look as
    /// if there had been a control character, but it never holds one.
    ///
    /// - Parameter limit: the most bytes of the line. A longer one is cut as in ``quoted(_:upTo:)`` and ends in "...".
    package static func line(_ bytes: some Sequence<UInt8>, upTo limit: Int = longestLine) -> [UInt8] {
        let dots = Array("...".utf8)
        var line: [UInt8] = []
        line.reserveCapacity(256)
        let isWhole = append(Array(bytes), to: &line, upTo: limit - dots.count, escapesQuotes: false)
        return isWhole ? line : line + dots
    }

    /// Appends bytes as printable ASCII until a buffer has so many, and says whether all of them fit.
    private static func append(
        _ bytes: [UInt8],
        to text: inout [UInt8],
        upTo limit: Int,
        escapesQuotes: Bool
    ) -> Bool {
        /// Where the last character of UTF-8 begins.
        var character = text.count
        for byte in bytes {
            if byte & 0xC0 != 0x80 { character = text.count }
            let isEscaped = escapesQuotes && (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\"))
            let isShown = 0x20..<0x7F ~= byte
            guard text.count + (isEscaped ? 2 : isShown ? 1 : 4) <= limit else {
                // What is longer than three bytes, as escapes of four, is no beginning of a character.
                if text.count - character <= 12 { text.removeLast(text.count - character) }
                return false
            }
            if isEscaped { text.append(UInt8(ascii: "\\")) }
            if isShown {
                text.append(byte)
            } else {
                text += hexadecimal(byte)
            }
        }
        return true
    }

    /// Whether a text needs nothing around it to be told from what stands next to it: a word, or quoted already.
    package static func standsAlone(_ text: String) -> Bool {
        var bytes = text.utf8[...]
        guard bytes.first == UInt8(ascii: "\"") else {
            return !bytes.isEmpty && bytes.allSatisfy(isOfWord)
        }
        bytes.removeFirst()
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"): _ = bytes.popFirst()
            // The dots of a text that was cut off may follow.
            case UInt8(ascii: "\""): return bytes.isEmpty || bytes.elementsEqual("...".utf8)
            default: break
            }
        }
        return false
    }

    /// What needs no quotation marks around it.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"): false
        default: 0x21..<0x7F ~= byte
        }
    }

    /// A byte as `\xNN`.
    private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
        return [UInt8(ascii: "\\"), UInt8(ascii: "x"), digit(byte >> 4), digit(byte & 0xF)]
    }
}
