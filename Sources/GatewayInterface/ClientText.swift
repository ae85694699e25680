/// Converts bytes from a client to text. All text of clients is created here.
///
/// Swift compares, hashes and sorts each `String` in a normalized form, for which it sorts the combining marks after a
/// letter. That takes quadratic time in their number: 64 KiB of them cost seconds. Text of a client must therefore be
/// in the Stream-Safe Text Format (UAX #15, section 13): at most ``longestRun`` non-starters in a row (UAX15-D3), which
/// no language exceeds. Then each comparison takes linear time, in the program too.
///
/// A non-starter is a scalar with a canonical combining class other than 0, or one that decomposes into such scalars
/// and counts as their number. The marks in a precomposed letter (at most three) do not count, because the standard
/// library does not provide decompositions. So an accepted run has at most 33 non-starters after decomposition.
package enum ClientText {
    /// The largest number of non-starters in a row.
    package static let longestRun = 30

    /// The text of the bytes.
    package static func string(_ bytes: ArraySlice<UInt8>) throws(ClientTextError) -> String {
        try string(bytes.span)
    }

    /// The text of the bytes.
    package static func string(_ bytes: Span<UInt8>) throws(ClientTextError) -> String {
        guard let text = try? UTF8Span(validating: bytes) else { throw .notUTF8 }
        guard isStreamSafe(bytes) else { throw .tooManyMarks }
        return String(copying: text)
    }

    /// Whether each run of non-starters has at most ``longestRun``.
    ///
    /// Invalid UTF-8 ends a run, like the U+FFFD that replaces it.
    package static func isStreamSafe(_ bytes: Span<UInt8>) -> Bool {
        // Nearly all text is ASCII.
        if bytes.isASCII { return true }
        var run = 0
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            // The first non-starter is U+0300, which begins with 0xCC.
            guard lead >= 0xCC, mayBeginNonStarter(lead), let scalar = scalar(at: index, in: bytes) else {
                run = 0
                index &+= 1
                continue
            }
            index &+= UTF8.width(scalar)
            let count = nonStarters(in: scalar)
            run = count == 0 ? 0 : run &+ count
            if run > longestRun { return false }
        }
        return true
    }

    /// `false` for the lead bytes of Greek, Cyrillic, Chinese, Japanese and Korean letters, which are never
    /// non-starters.
    private static func mayBeginNonStarter(_ lead: UInt8) -> Bool {
        switch lead {
        case 0xCE...0xD1, 0xE4...0xE9, 0xEB...0xED: false
        default: true
        }
    }

    /// The number of non-starters in the decomposition of a scalar.
    private static func nonStarters(in scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        // The scalars that decompose into two non-starters. Most of them have class 0 themselves.
        case 0x0344, 0x0F73, 0x0F75, 0x0F81: 2
        // The halfwidth voiced sound marks, which have a compatibility decomposition.
        case 0xFF9E, 0xFF9F: 1
        default: scalar.properties.canonicalCombiningClass == .notReordered ? 0 : 1
        }
    }

    /// The scalar of at least two bytes at an index; `nil` if there is none.
    private static func scalar(at index: Int, in bytes: Span<UInt8>) -> Unicode.Scalar? {
        let lead = UInt32(bytes[index])
        let width = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        guard bytes.count &- index >= width else { return nil }
        var value = lead & (0x7F >> UInt32(width))
        for offset in 1..<width {
            let byte = bytes[index &+ offset]
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        // An overlong encoding is not valid UTF-8.
        guard let scalar = Unicode.Scalar(value), UTF8.width(scalar) == width else { return nil }
        return scalar
    }
}

/// The reason why bytes of a client are not text.
package enum ClientTextError: Error, Equatable, CustomStringConvertible {
    /// The bytes are not UTF-8.
    case notUTF8
    /// The bytes contain more than ``ClientText/longestRun`` non-starters in a row.
    case tooManyMarks

    /// The reason, as the predicate of a sentence about the text.
    package var description: String {
        switch self {
        case .notUTF8: "is not in UTF-8"
        case .tooManyMarks: "holds more than \(ClientText.longestRun) combining marks in a row"
        }
    }
}
