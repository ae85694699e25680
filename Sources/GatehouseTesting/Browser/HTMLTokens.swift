/// The tags and texts of a page, read as a browser does for the pages of a test: comments are skipped, and scripts and style
/// sheets are no text.
struct HTMLTokens {
    enum Token {
        case start(String, [String: String])
        case end(String)
        case text(String)
    }

    private(set) var tokens: [Token] = []

    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
        while position < bytes.count { readNext() }
    }

    private mutating func readNext() {
        let text = read { $0 != UInt8(ascii: "<") }
        if !text.isEmpty { tokens.append(.text(Self.decoded(text))) }
        guard position < bytes.count else { return }
        if bytes[position...].starts(with: "<!--".utf8) {
            skip(past: "-->")
        } else if position + 1 < bytes.count, Self.isLetter(bytes[position + 1]) {
            advance()
            readStart()
        } else if bytes[position...].starts(with: "</".utf8) {
            position += 2
            let name = Self.text(read { $0 != UInt8(ascii: ">") }).filter { !$0.isWhitespace }.lowercased()
            advance()
            tokens.append(.end(name))
        } else {
            skip(past: ">")
        }
    }

    private mutating func readStart() {
        let name = Self.text(read { !Self.isSpace($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") })
            .lowercased()
        var attributes: [String: String] = [:]
        while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
            let attribute = Self.text(
                read { !Self.isSpace($0) && !"=>/".utf8.contains($0) }
            ).lowercased()
            if attribute.isEmpty {
                // White space, or a "/" that means nothing.
                advance()
                continue
            }
            _ = read(Self.isSpace)
            var value = ""
            if position < bytes.count, bytes[position] == UInt8(ascii: "=") {
                advance()
                _ = read(Self.isSpace)
                value = readValue()
            }
            // The first of two attributes with one name counts.
            if attributes[attribute] == nil { attributes[attribute] = value }
        }
        advance()
        tokens.append(.start(name, attributes))
        guard ["script", "style", "textarea", "title"].contains(name) else { return }
        let content = readRaw(until: name)
        if name == "textarea" || name == "title" { tokens.append(.text(Self.decoded(content))) }
        tokens.append(.end(name))
    }

    private mutating func readValue() -> String {
        guard position < bytes.count else { return "" }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return Self.decoded(read { !Self.isSpace($0) && $0 != UInt8(ascii: ">") })
        }
        advance()
        let value = read { $0 != quote }
        advance()
        return Self.decoded(value)
    }

    /// The content of an element that has no elements.
    private mutating func readRaw(until name: String) -> ArraySlice<UInt8> {
        let end = Array("</\(name)".utf8)
        let start = position
        while position < bytes.count {
            let candidate = bytes[position...].prefix(end.count)
            if candidate.count == end.count, zip(candidate, end).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) { break }
            advance()
        }
        let content = bytes[start..<position]
        skip(past: ">")
        return content
    }

    private mutating func read(_ condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, condition(bytes[position]) { position += 1 }
        return bytes[start..<position]
    }

    private mutating func advance() { position = min(position + 1, bytes.count) }

    private mutating func skip(past text: String) {
        while position < bytes.count, !bytes[position...].starts(with: text.utf8) { position += 1 }
        position = min(position + text.utf8.count, bytes.count)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { " \t\n\r\u{C}".utf8.contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Replaces the character references that programs write: numbers, and the names of XML and `nbsp`.
    static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return text(bytes) }
        let names: [String: Character] = [
            "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
        ]
        var pieces = text(bytes).split(separator: "&", omittingEmptySubsequences: false)[...]
        var result = String(pieces.removeFirst())
        for piece in pieces {
            guard let end = piece.firstIndex(of: ";"), let character = character(piece[..<end], names) else {
                result += "&" + piece
                continue
            }
            result.append(character)
            result += piece[piece.index(after: end)...]
        }
        return result
    }

    private static func character(_ reference: Substring, _ names: [String: Character]) -> Character? {
        guard reference.first == "#" else { return names[String(reference)] }
        let number = reference.dropFirst()
        let isHexadecimal = number.first == "x" || number.first == "X"
        let value = UInt32(isHexadecimal ? number.dropFirst() : number, radix: isHexadecimal ? 16 : 10)
        return value.flatMap(Unicode.Scalar.init).map(Character.init)
    }
}
