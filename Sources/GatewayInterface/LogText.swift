/// A client's bytes as they may stand in a log: one line, and nothing that a terminal takes for a command.
package enum LogText {
    /// The longest part of a text that is shown, in bytes.
    package static let longest = 512

    /// The longest line, in bytes: whole in the error log of every web server, and in one FastCGI record.
    package static let longestLine = 4096

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

    /// The text as a line of a log, without its end: what is no printable ASCII as `\xNN`, cut off where it is too long.
    ///
    /// A backslash stays as it is, because parts of a line have been through ``quoted(_:)``. So the line can look as if
    /// there had been a control character, but it never holds one.
    package static func line(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let dots = Array("...".utf8)
        var line: [UInt8] = []
        for byte in bytes {
            let shown =
                0x20..<0x7F ~= byte
                ? [byte] : Array("\\x".utf8) + hexadecimal(byte >> 4).utf8 + hexadecimal(byte & 0xF).utf8
            guard line.count + shown.count <= longestLine - dots.count else { return line + dots }
            line += shown
        }
        return line
    }

    /// Whether a text needs nothing around it to be told from what stands next to it: a word, or quoted already.
    package static func standsAlone(_ text: String) -> Bool {
        var bytes = text.utf8[...]
        guard bytes.first == UInt8(ascii: "\"") else {
            return !bytes.isEmpty && bytes.allSatisfy { 0x21..<0x7F ~= $0 && !"\"=[]\\".utf8.contains($0) }
        }
        bytes.removeFirst()
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"): _ = bytes.popFirst()
            // The dots of a text that was cut off may follow.
            case UInt8(ascii: "\""): return bytes.isEmpty || bytes.elementsEqual("...".utf8)
            default: break
            }
        }
        return false
    }

    private static func hexadecimal(_ digit: UInt8) -> String {
        String(digit, radix: 16)
    }
}
