extension Span<UInt8> {
    /// Whether another span has the same bytes.
    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard count >= 8 else { return shortWord == other.shortWord }
        // The end first: names of parameters share prefixes (HTTP_…, SERVER_…).
        guard lastWord == other.lastWord else { return false }
        var (rest, otherRest) = (self, other)
        while rest.count > 8 {
            guard rest.firstWord == otherRest.firstWord else { return false }
            rest = rest.extracting(droppingFirst: 8)
            otherRest = otherRest.extracting(droppingFirst: 8)
        }
        return true
    }
}

extension UInt8 {
    /// The capital letters of ASCII.
    fileprivate static var capitals: ClosedRange<UInt8> { UInt8(ascii: "A")...UInt8(ascii: "Z") }
}

extension Span<UInt8> {
    /// Whether one of the bytes is a capital letter of ASCII.
    fileprivate var holdsCapital: Bool {
        for index in indices where UInt8.capitals.contains(self[index]) { return true }
        return false
    }
}

extension String {
    /// Whether another text has the same bytes. `==` compares by canonical equivalence: to it, the Kelvin sign equals
    /// "K", and its time is not linear in the length of a client's text.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.span.isEqual(to: other.utf8.span)
    }

    /// Whether a text in lower case has the same bytes, ignoring the case of ASCII letters.
    package func hasSameBytes(asLowercase other: String) -> Bool {
        lowercasedASCII.hasSameBytes(as: other)
    }

    /// The text with ASCII letters in lower case. `lowercased()` also converts the Kelvin sign to "k".
    package var lowercasedASCII: String {
        guard utf8.span.holdsCapital else { return self }
        return String(decoding: utf8.map { UInt8.capitals.contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    /// Whether the text begins with the same bytes.
    package func begins(with start: String) -> Bool {
        let count = start.utf8.count
        guard utf8.count >= count else { return false }
        return utf8.span.extracting(first: count).isEqual(to: start.utf8.span)
    }
}
