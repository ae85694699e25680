/// A client's bytes as they may stand in a log: one line, and nothing that a terminal takes for a command.
package enum LogText {
    /// The longest part of a text that is shown, in bytes.
    package static let longest = 512

    /// The longest line, in bytes: whole in the error log of every web server, and in one FastCGI record.
    package static let longestLine = 4096

    /// The text in quotes; what is no printable ASCII as `\xNN`, cut off where it is too long.
    package static func quoted(_ bytes: some Collection<UInt8>) -> String {
        var text = Array("\"".utf8)
        // An array first: other modules run a generic function as it stands, with a call or more for each element.
        for byte in Array(bytes.prefix(longest)) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                text.append(UInt8(ascii: "\\"))
                text.append(byte)
            case 0x20..<0x7F:
                text.append(byte)
            default:
                text += hexadecimal(byte)
            }
        }
        text += (bytes.count > longest ? "\"..." : "\"").utf8
        return String(decoding: text, as: UTF8.self)
    }

    /// The text as a line of a log, without its end: what is no printable ASCII as `\xNN`, cut off where it is too long.
    ///
    /// A backslash stays as it is, because parts of a line have been through ``quoted(_:)``. So the line can look as if
    /// there had been a control character, but it never holds one.
    package static func line(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let dots = Array("...".utf8)
        var line: [UInt8] = []
        line.reserveCapacity(256)
        for byte in Array(bytes) {
            let isShown = 0x20..<0x7F ~= byte
            guard line.count + (isShown ? 1 : 4) <= longestLine - dots.count else { return line + dots }
            if isShown {
                line.append(byte)
            } else {
                line += hexadecimal(byte)
            }
        }
        return line
    }

    /// Whether a text needs nothing around it to be told from what stands next to it: a word, or quoted already.
    package static func standsAlone(_ text: String) -> Bool {
        var bytes = text.utf8[...]
        guard bytes.first == UInt8(ascii: "\"") else {
            return !bytes.isEmpty && bytes.allSatisfy(isOfWord)
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

    /// What needs no quotation marks around it.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"): false
        default: 0x21..<0x7F ~= byte
        }
    }

    /// A byte as `\xNN`.
    private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }
        return [UInt8(ascii: "\\"), UInt8(ascii: "x"), digit(byte >> 4), digit(byte & 0xF)]
    }
}
