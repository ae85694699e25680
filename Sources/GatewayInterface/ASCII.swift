extension UInt8 {
    /// Whether the byte is a decimal digit in ASCII.
    @inlinable package var isASCIIDigit: Bool { self &- 0x30 < 10 }

    /// Whether the byte is a letter in ASCII, in upper or lower case.
    @inlinable package var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// Whether the byte is a letter or a decimal digit in ASCII.
    @inlinable package var isASCIILetterOrDigit: Bool { isASCIILetter || isASCIIDigit }

    /// Whether a URL contains the byte as it is, wherever it stands: "unreserved" (RFC 3986, section 2.3).
    package var isUnreservedInURL: Bool { isASCIILetterOrDigit || "-._~".utf8.contains(self) }

    /// The value of a hexadecimal digit in ASCII, in upper or lower case; `nil` if the byte is not one.
    @inlinable package var hexadecimalValue: UInt8? {
        if isASCIIDigit { return self - 0x30 }
        let letter = (self | 0x20) &- 0x61
        return isASCIILetter && letter < 6 ? letter + 10 : nil
    }

    /// The byte as `%XX` (RFC 3986, section 2.1).
    package var percentEncoded: [UInt8] {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x41 + value - 10 }
        return [0x25, digit(self >> 4), digit(self & 0xF)]
    }
}
