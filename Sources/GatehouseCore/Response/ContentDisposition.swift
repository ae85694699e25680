internal import GatewayInterface

/// Whether a browser shows a response or saves it under a name (RFC 6266).
///
/// ```swift
/// response.headers[.contentDisposition] = ContentDisposition.attachment("Übersicht.csv").field
/// ```
public struct ContentDisposition: Sendable, Hashable {
    private let kind: String
    private let name: String?

    /// The browser shows the response.
    public static let inline = ContentDisposition(kind: "inline", name: nil)

    /// The browser shows the response, and suggests a name if a person saves it: see ``attachment(_:)``.
    public static func inline(_ name: String) -> ContentDisposition {
        ContentDisposition(kind: "inline", name: cleaned(name))
    }

    /// The browser saves the response.
    ///
    /// - Parameter name: the name of the file. Path separators, control characters and characters that reverse text
    ///   become "_", as do dots at the beginning, so that no name leads into another directory or hides a file. Blanks
    ///   at both ends are dropped. U+200C and U+200D stay between letters or emoji that are not ASCII. At most 200
    ///   bytes are kept, including an extension of up to 15 bytes.
    public static func attachment(_ name: String) -> ContentDisposition {
        ContentDisposition(kind: "attachment", name: cleaned(name))
    }

    /// The value of a `Content-Disposition` field: the name as plain ASCII and, if it differs, in full (RFC 8187).
    public var field: String {
        guard let name else { return kind }
        let ascii = String(
            decoding: name.unicodeScalars.map { scalar in
                let isPlain = (0x20..<0x7F).contains(scalar.value) && !"\"\\%".unicodeScalars.contains(scalar)
                return isPlain ? UInt8(scalar.value) : UInt8(ascii: "_")
            },
            as: UTF8.self
        )
        if name.utf8.elementsEqual(ascii.utf8) { return "\(kind); filename=\"\(ascii)\"" }
        return "\(kind); filename=\"\(ascii)\"; filename*=UTF-8''\(PathText.queryValue(name))"
    }

    /// The maximum length of a name, in bytes.
    private static let longest = 200

    /// Turns any text into a safe name for people to read: it is not a path, does not hide a file and does not reverse
    /// text.
    static func cleaned(_ name: String) -> String {
        var scalars = Array(name.unicodeScalars)[...]
        // Browsers drop a blank at the beginning, and the next character would then be first.
        while let first = scalars.first, isBlank(first) { scalars.removeFirst() }
        while let last = scalars.last, isBlank(last) || last == "." { scalars.removeLast() }
        let short = shortened(scalars)
        var cleaned = String.UnicodeScalarView()
        for (index, scalar) in short.enumerated() {
            let isKept = isHarmless(scalar) || (isJoiner(scalar) && joins(short, at: index))
            cleaned.append(isKept ? scalar : "_")
        }
        for index in cleaned.indices.prefix(while: { cleaned[$0] == "." }) {
            cleaned.replaceSubrange(index...index, with: CollectionOfOne("_"))
        }
        return cleaned.isEmpty ? "download" : String(cleaned)
    }

    /// Shortens a name to the maximum length. It drops the end of the part before the extension.
    private static func shortened(_ name: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        guard name.reduce(0, { $0 + UTF8.width($1) }) > longest else { return Array(name) }
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        let isExtension = dot > name.startIndex && name[dot...].reduce(0, { $0 + UTF8.width($1) }) <= 16
        let fileExtension = isExtension ? name[dot...] : []
        var room = longest - fileExtension.reduce(0) { $0 + UTF8.width($1) }
        var stem = name.prefix { scalar in
            room -= UTF8.width(scalar)
            return room >= 0
        }
        while fileExtension.isEmpty, let last = stem.last, isBlank(last) || last == "." { stem.removeLast() }
        return Array(stem + fileExtension)
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .spaceSeparator
    }

    /// U+200C and U+200D. Persian and scripts of India use them within words, and emoji use them to form a family.
    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool { scalar == "\u{200C}" || scalar == "\u{200D}" }

    /// Whether a joiner is between two letters, marks or symbols that are not ASCII. Elsewhere it is an invisible
    /// character, for example between the letters of an extension.
    private static func joins(_ name: [Unicode.Scalar], at index: Int) -> Bool {
        guard index > 0, index < name.count - 1 else { return false }
        return [name[index - 1], name[index + 1]].allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .otherLetter, .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .nonspacingMark,
                .spacingMark, .otherSymbol, .modifierSymbol:
                !scalar.isASCII
            default: false
            }
        }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format characters can reverse text: "txt.exe" can be made to look like "exe.txt".
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: !"/\\:*?\"<>|".unicodeScalars.contains(scalar)
        }
    }
}
