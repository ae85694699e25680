/// Reads eight bytes at a time. Names and values are short, and a loop over single bytes takes several times as long.
extension Span<UInt8> {
    /// The first eight bytes as one number, with the first byte in its lowest bits. There must be at least eight.
    ///
    /// The compiler makes a single load of it.
    @inline(__always)
    var firstWord: UInt64 {
        let bytes = extracting(first: 8)
        return UInt64(bytes[0]) | UInt64(bytes[1]) << 8 | UInt64(bytes[2]) << 16 | UInt64(bytes[3]) << 24
            | UInt64(bytes[4]) << 32 | UInt64(bytes[5]) << 40 | UInt64(bytes[6]) << 48 | UInt64(bytes[7]) << 56
    }

    /// The last eight bytes. There must be at least eight.
    @inline(__always)
    var lastWord: UInt64 { extracting(last: 8).firstWord }

    /// All bytes as one number. There must be at most eight.
    var shortWord: UInt64 {
        var word: UInt64 = 0
        for index in indices { word = word << 8 | UInt64(self[index]) }
        return word
    }

    /// Whether all bytes are ASCII.
    var isASCII: Bool {
        guard count >= 8 else { return shortWord & UInt64.highestBits == 0 }
        // The last word may overlap the one before it.
        var all = lastWord
        var rest = self
        while rest.count > 8 {
            all |= rest.firstWord
            rest = rest.extracting(droppingFirst: 8)
        }
        return all & UInt64.highestBits == 0
    }

    /// Whether one of the bytes has the given value.
    ///
    /// Inlined, it would take registers from the loop over the parameters of a request.
    @inline(never)
    package func contains(_ byte: UInt8) -> Bool {
        guard count >= 8 else {
            for index in indices where self[index] == byte { return true }
            return false
        }
        let pattern = UInt64.lowestBits &* UInt64(byte)
        var found = (lastWord ^ pattern).zeroByteBits
        var rest = self
        while rest.count > 8 {
            found |= (rest.firstWord ^ pattern).zeroByteBits
            rest = rest.extracting(droppingFirst: 8)
        }
        return found & UInt64.highestBits != 0
    }
}

extension UInt64 {
    /// The lowest bit of each byte.
    fileprivate static var lowestBits: UInt64 { 0x0101_0101_0101_0101 }
    /// The highest bit of each byte.
    fileprivate static var highestBits: UInt64 { 0x8080_8080_8080_8080 }

    /// A number in which the highest bit of some byte is set if and only if one of the eight bytes is 0.
    ///
    /// The subtraction sets a highest bit that was not set only in a byte that is 0, or above one.
    fileprivate var zeroByteBits: UInt64 { (self &- UInt64.lowestBits) & ~self }
}
