extension Span<UInt8> {
    /// Whether another one has the same bytes.
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
    /// Whether another text has the same bytes. `==` compares by canonical equivalence: it takes the Kelvin sign for a "K",
    /// and its time is not linear in what a client may send.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.span.isEqual(to: other.utf8.span)
    }

    /// Whether another text, in lower case, has the same bytes where case does not count. Only the letters of ASCII have one.
    package func hasSameBytes(asLowercase other: String) -> Bool {
        lowercasedASCII.hasSameBytes(as: other)
    }

    /// The text with the capital letters of ASCII in lower case. `lowercased()` makes a "k" of the Kelvin sign too.
    package var lowercasedASCII: String {
        let isCapital = { (byte: UInt8) in (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
        guard utf8.contains(where: isCapital) else { return self }
        return String(decoding: utf8.map { isCapital($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Whether the text begins with these bytes.
    package func begins(with start: String) -> Bool {
        let count = start.utf8.count
        guard utf8.count >= count else { return false }
        return utf8.span.extracting(first: count).isEqual(to: start.utf8.span)
    }
}
