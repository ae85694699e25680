extension Span<UInt8> {
    /// Whether another span has the same bytes.
    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        var index = 0
        while index < count {
            if self[index] != other[index] { return false }
            index &+= 1
        }
        return true
    }
}

extension String {
    /// Whether another text has the same bytes. `==` compares by canonical equivalence: to it, the Kelvin sign equals
    /// "K", and its time is not linear in the length of a client's text.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.span.isEqual(to: other.utf8.span)
    }

    /// Whether a text in lower case has the same bytes, ignoring the case of ASCII letters.
    package func hasSameBytes(asLowercase other: String) -> Bool {
        lowercasedASCII.hasSameBytes(as: other)
    }

    /// The text with ASCII letters in lower case. `lowercased()` also converts the Kelvin sign to "k".
    package var lowercasedASCII: String {
        let isCapital = { (byte: UInt8) in (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
        guard utf8.contains(where: isCapital) else { return self }
        return String(decoding: utf8.map { isCapital($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Whether the text begins with the same bytes.
    package func begins(with start: String) -> Bool {
        let count = start.utf8.count
        guard utf8.count >= count else { return false }
        return utf8.span.extracting(first: count).isEqual(to: start.utf8.span)
    }
}
