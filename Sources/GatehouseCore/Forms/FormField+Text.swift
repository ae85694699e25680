internal import GatewayInterface
// The standard library normalizes text for comparisons, but has no public function for it. Foundation uses this one too.
@_spi(_Unicode) internal import Swift

/// What a text of one line is for. Browsers choose the keyboard and the check by it.
public struct TextKind: Sendable, Hashable {
    /// The `type` of the element.
    let type: String

    /// Any text.
    public static let plain = TextKind(type: "text")
    /// A mail address: one "@" with something on both sides, and no space. Send a mail to check more.
    public static let email = TextKind(type: "email")
    /// The address of a web page, with `https://` or `http://`.
    public static let url = TextKind(type: "url")
    /// A telephone number. It is not checked.
    public static let telephone = TextKind(type: "tel")
    /// Words to search for.
    public static let search = TextKind(type: "search")
    /// A secret. It is not shown again, and spaces at its ends are kept.
    public static let password = TextKind(type: "password")

    fileprivate func problem(_ text: String, _ texts: FormTexts) -> String? {
        guard self == .email || self == .url else { return nil }
        let hasSpace = text.unicodeScalars.contains(where: \.properties.isWhitespace)
        if self == .email {
            let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
            return parts.count == 2 && !hasSpace && !parts.contains(where: \.isEmpty) ? nil : texts.invalidEmail
        }
        let lowercased = text.lowercasedASCII
        let scheme = ["https://", "http://"].first { lowercased.begins(with: $0) }
        guard let scheme, !hasSpace, let first = text.utf8.dropFirst(scheme.utf8.count).first,
            !"/?#\\:@".utf8.contains(first)
        else { return texts.invalidURL }
        return nil
    }
}

extension FormField where Value == String {
    /// A text.
    ///
    /// Line ends become LF, spaces at both ends are dropped, and the text is normalized to Unicode's form NFC; then its
    /// characters (Unicode scalars) are counted. Control characters are an error, except tabs and, with `lines`, line ends.
    ///
    /// - Parameters:
    ///   - name: the name of the field.
    ///   - label: the label, as plain text.
    ///   - length: the least and the largest number of characters, at most 1,000,000. From 0, the text can be empty.
    ///   - kind: what the text is for. It has no effect on a text of several lines.
    ///   - lines: the height of the field. With more than 1, the text can have line ends.
    ///   - keepsSpaces: whether spaces at the ends are kept.
    public static func text(
        _ name: String, label: String, length: ClosedRange<Int>, kind: TextKind = .plain, lines: Int = 1,
        keepsSpaces: Bool = false
    ) -> FormField {
        let control = FieldControl.text(kind, longest: length.upperBound, lines: lines)
        let isRequired = length.lowerBound > 0
        let definition = FieldDefinition(name: name, label: label, control: control, isRequired: isRequired)
        return FormField(
            definition, write: { [$0] },
            read: { (input, texts) throws(FieldProblem) in
                let trimmed = keepsSpaces || kind == .password ? input.text : input.text.trimmed
                guard trimmed.unicodeScalars.allSatisfy({ isAllowed($0, inLines: lines > 1) }) else {
                    throw FieldProblem(texts.invalidCharacters)
                }
                let text = String(decoding: trimmed._nfcCodeUnits, as: UTF8.self)
                let count = text.unicodeScalars.count
                guard count > 0 || !isRequired else { throw FieldProblem(texts.missing) }
                guard count <= length.upperBound else { throw FieldProblem(texts.tooLong(length.upperBound)) }
                guard count >= length.lowerBound else { throw FieldProblem(texts.tooShort(length.lowerBound)) }
                if lines <= 1, count > 0, let problem = kind.problem(text, texts) { throw FieldProblem(problem) }
                return text
            })
    }

    private static func isAllowed(_ scalar: Unicode.Scalar, inLines: Bool) -> Bool {
        switch scalar.value {
        case 0x09: true
        case 0x0A, 0x2028, 0x2029: inLines
        case 0..<0x20, 0x7F...0x9F: false
        default: true
        }
    }

    /// A text that the browser keeps without showing it. The client can still send any other text, so check it like all input.
    ///
    /// - Parameters:
    ///   - name: the name of the field.
    ///   - maximumBytes: the largest length, in bytes; defaults to 256.
    public static func hidden(_ name: String, maximumBytes: Int = 256) -> FormField {
        let control = FieldControl.hidden(maximumBytes: maximumBytes)
        let definition = FieldDefinition(name: name, label: name, control: control)
        return FormField(
            definition, write: { [$0] },
            read: { (input, texts) throws(FieldProblem) in
                guard !input.isEmpty else { throw FieldProblem(texts.missing) }
                return input.text
            })
    }
}

extension String {
    /// The text without white space at its ends.
    var trimmed: String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
        var scalars = unicodeScalars.drop(while: isSpace)
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return String(scalars)
    }
}
