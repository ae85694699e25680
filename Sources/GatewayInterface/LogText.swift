/// Escapes bytes from a client for a log: one line, without control sequences of terminals.
package enum LogText {
    /// The length limit of a logged value, in bytes.
    package static let longest = 512

    /// The length limit of a word, such as a method, in bytes.
    package static let longestWord = 64

    /// The length limit of a line, in bytes. Such a line fits in the error log of every web server and in one FastCGI
    /// record.
    package static let longestLine = 4096

    /// Returns the text in quotes, with bytes other than printable ASCII as `\xNN`.
    ///
    /// - Parameter limit: the largest number of bytes between the quotes. A longer text is cut, but not within an
    ///   escape or a UTF-8 character, and "..." follows the closing quote.
    package static func quoted(_ bytes: some Collection<UInt8>, upTo limit: Int = longest) -> String {
        var text = Array("\"".utf8)
        // Convert to an array first: other modules run the unspecialized generic function, with at least one call for
        // each element.
        let isWhole = append(Array(bytes.prefix(limit + 1)), to: &text, upTo: limit + 1, escapesQuotes: true)
        text += (isWhole ? "\"" : "\"...").utf8
        return String(decoding: text, as: UTF8.self)
    }

    /// Returns the text as a line of a log, without a newline, with bytes other than printable ASCII as `\xNN`.
    ///
    /// A backslash is not escaped, because parts of a line have already been through ``quoted(_:upTo:)``. A line can
    /// therefore look as if it had contained a control character, but it never contains one.
    ///
    /// - Parameter limit: the largest number of bytes of the line. A longer one is cut as in ``quoted(_:upTo:)`` and
    ///   ends in "...".
    package static func line(_ bytes: some Sequence<UInt8>, upTo limit: Int = longestLine) -> [UInt8] {
        let dots = Array("...".utf8)
        var line: [UInt8] = []
        line.reserveCapacity(256)
        let isWhole = append(Array(bytes), to: &line, upTo: limit - dots.count, escapesQuotes: false)
        return isWhole ? line : line + dots
    }

    /// Appends bytes as printable ASCII up to a limit of the text, and returns whether all of them fit.
    private static func append(
        _ bytes: [UInt8],
        to text: inout [UInt8],
        upTo limit: Int,
        escapesQuotes: Bool
    ) -> Bool {
        /// The start of the last UTF-8 character.
        var character = text.count
        for byte in bytes {
            if byte & 0xC0 != 0x80 { character = text.count }
            let isEscaped = escapesQuotes && (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\"))
            let isShown = 0x20..<0x7F ~= byte
            guard text.count + (isEscaped ? 2 : isShown ? 1 : 4) <= limit else {
                // The beginning of a cut character has at most three bytes, which are twelve as escapes.
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

    /// Whether a text needs no quotes in a log line: it is a word, or already quoted.
    package static func standsAlone(_ text: String) -> Bool {
        var bytes = text.utf8[...]
        guard bytes.first == UInt8(ascii: "\"") else {
            return !bytes.isEmpty && bytes.allSatisfy(isOfWord)
        }
        bytes.removeFirst()
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"): _ = bytes.popFirst()
            // "..." follows the closing quote if the text was cut.
            case UInt8(ascii: "\""): return bytes.isEmpty || bytes.elementsEqual("...".utf8)
            default: break
            }
        }
        return false
    }

    /// Whether a byte needs no quotes.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"): false
        default: 0x21..<0x7F ~= byte
        }
    }

    /// The byte as `\xNN`.
    private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
        return [UInt8(ascii: "\\"), UInt8(ascii: "x"), digit(byte >> 4), digit(byte & 0xF)]
    }
}
