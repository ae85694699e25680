extension [UInt8] {
    /// Appends a text, with `&`, `<`, `>`, `"` and `'` written as character references.
    ///
    /// It is not generic, so that callers in other modules run specialized code.
    mutating func append(escaping text: String) {
        let bytes = text.utf8.span
        var specials = 0
        for index in bytes.indices where Self.isSpecial(bytes[index]) { specials += 1 }
        // Most values contain nothing to escape and are copied at once.
        guard specials > 0 else {
            append(text: text)
            return
        }
        append(addingCapacity: bytes.count + specials * (Self.longestReference - 1)) { output in
            for index in bytes.indices {
                let byte = bytes[index]
                guard Self.isSpecial(byte) else {
                    output.append(byte)
                    continue
                }
                // The bytes of a reference as a number, with the first byte lowest. Loops over texts or arrays take twice
                // the time.
                var reference: UInt64 =
                    switch byte {
                    case UInt8(ascii: "&"): 0x3B_70_6D_61_26  // &amp;
                    case UInt8(ascii: "<"): 0x3B_74_6C_26  // &lt;
                    case UInt8(ascii: ">"): 0x3B_74_67_26  // &gt;
                    case UInt8(ascii: "\""): 0x3B_74_6F_75_71_26  // &quot;
                    default: 0x3B_39_33_23_26  // &#39;
                    }
                while reference > 0 {
                    output.append(UInt8(truncatingIfNeeded: reference))
                    reference >>= 8
                }
            }
        }
    }

    /// The length of the reference for a quotation mark.
    private static var longestReference: Int { 6 }

    /// Each of the five characters corresponds to one bit of this number.
    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte < 64 && (1 << 0x22 | 1 << 0x26 | 1 << 0x27 | 1 << 0x3C | 1 << 0x3E as UInt64) >> UInt64(byte) & 1 == 1
    }

    /// Appends a number in decimal digits.
    mutating func append(decimal number: Int) {
        guard number >= 10 || number < 0 else {
            append(UInt8(ascii: "0") + UInt8(number))
            return
        }
        // `Int.min` is the longest number.
        append(addingCapacity: 20) { output in
            var rest = number.magnitude
            if number < 0 { output.append(UInt8(ascii: "-")) }
            var unit: UInt = 1
            while rest / unit >= 10 { unit *= 10 }
            while unit > 0 {
                output.append(UInt8(ascii: "0") + UInt8(rest / unit))
                rest %= unit
                unit /= 10
            }
        }
    }
}
