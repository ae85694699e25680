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
    /// Whether another text has the same bytes. `==` compares by canonical equivalence, and the Kelvin sign is a "K" to it.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && self == other && utf8.span.isEqual(to: other.utf8.span)
    }

    /// Whether the text begins with these bytes.
    package func begins(with start: String) -> Bool {
        let count = start.utf8.count
        guard utf8.count >= count else { return false }
        return utf8.span.extracting(first: count).isEqual(to: start.utf8.span)
    }
}
