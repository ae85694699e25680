/// A client's bytes as they may stand in a log: one line, and nothing that a terminal takes for a command.
package enum LogText {
    /// The longest part of a text that is shown, in bytes.
    package static let longest = 512

    /// The text in quotes; what is no printable ASCII as `\xNN`, cut off where it is too long.
    package static func quoted(_ bytes: some Collection<UInt8>) -> String {
        var text = "\""
        for byte in bytes.prefix(longest) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text += "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x7F:
                text += String(UnicodeScalar(byte))
            default:
                text += "\\x" + hexadecimal(byte >> 4) + hexadecimal(byte & 0xF)
            }
        }
        return text + (bytes.count > longest ? "\"..." : "\"")
    }

    private static func hexadecimal(_ digit: UInt8) -> String {
        String(digit, radix: 16)
    }
}
