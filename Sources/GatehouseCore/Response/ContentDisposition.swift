/// What a browser does with an answer: shows it, or saves it under a name (RFC 6266).
///
/// ```swift
/// response.headers[.contentDisposition] = ContentDisposition.attachment("Übersicht.csv").field
/// ```
public struct ContentDisposition: Sendable, Hashable {
    private let kind: String
    private let name: String?

    /// The browser shows it.
    public static let inline = ContentDisposition(kind: "inline", name: nil)

    /// The browser saves it.
    ///
    /// - Parameter name: what the file is to be called. Path separators, control characters and what turns text around
    ///   become "_", dots at the beginning too, so that no name leads into another directory or hides a file. Blanks at both
    ///   ends are dropped. U+200C and U+200D stay between letters or emoji that are not ASCII. At most 200 bytes are kept, and an
    ///   extension of up to 15 bytes among them.
    public static func attachment(_ name: String) -> ContentDisposition {
        ContentDisposition(kind: "attachment", name: cleaned(name))
    }

    /// The value of a `Content-Disposition` field: the name as plain ASCII, and as it is (RFC 8187).
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

    /// The longest name in bytes.
    private static let longest = 200

    /// A name for people to read, of any text: whatever it was, it is no path, hides no file and turns no text around.
    static func cleaned(_ name: String) -> String {
        var scalars = Array(name.unicodeScalars)[...]
        // A blank at the beginning is dropped by browsers, and what follows it would be at the beginning.
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

    /// At most as many bytes as a name may have: the end of what stands before the extension is left out.
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

    /// U+200C and U+200D, which Persian and the scripts of India write words with, and emoji a family.
    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool { scalar == "\u{200C}" || scalar == "\u{200D}" }

    /// Whether a joiner stands between two letters, marks or symbols that are not ASCII. Elsewhere it is only something that
    /// nobody sees, as between the letters of an extension.
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
        // Format characters turn text around: "txt.exe" can be made to look like "exe.txt".
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: !"/\\:*?\"<>|".unicodeScalars.contains(scalar)
        }
    }
}
