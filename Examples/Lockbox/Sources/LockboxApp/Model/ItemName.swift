/// The name of a folder or a file, as people see it. It is never a path on the disk.
struct ItemName: Sendable {
    let text: String

    /// The largest number of bytes. Most systems accept names of 255 bytes, and a number is added to a name that is taken.
    static let longest = 240

    /// Accepts a name that a person typed; `nil` if another system could not store it or would show it as another one.
    init?(_ typed: String) {
        let scalars = typed.unicodeScalars.drop(while: \.properties.isWhitespace)
        var text = String(scalars)
        while text.unicodeScalars.last?.properties.isWhitespace == true { text.unicodeScalars.removeLast() }
        guard !text.isEmpty, text != ".", text != "..", text.utf8.count <= Self.longest,
            text.unicodeScalars.allSatisfy(Self.isAllowed)
        else { return nil }
        self.text = text
    }

    /// Makes a name of what a client called an uploaded file. Everything that is not allowed becomes "_".
    init(uploaded name: String) {
        let scalars = name.unicodeScalars.map { Self.isAllowed($0) ? $0 : "_" }
        let (stem, suffix) = Self.split(String(String.UnicodeScalarView(scalars)))
        self = ItemName(Self.shortened(stem, Self.longest - suffix.utf8.count) + suffix) ?? ItemName(verbatim: "file")
    }

    private init(verbatim text: String) {
        self.text = text
    }

    static let rule = "A name has 1 to \(longest) bytes, without \"/\", \"\\\" and invisible characters."

    /// The second, third or further name like this one: "Photo (2).jpg".
    func numbered(_ number: Int) -> String {
        guard number > 1 else { return text }
        let (stem, suffix) = Self.split(text)
        let end = " (\(number))\(suffix)"
        return Self.shortened(stem, Self.longest - end.utf8.count) + end
    }

    /// Direction marks could make "gpj.exe" look like "exe.jpg".
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "/", "\\": return false
        case "\u{200C}", "\u{200D}": return true
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return false
        default: return true
        }
    }

    /// Splits a name before its last dot. A long last part does not count as an extension.
    private static func split(_ name: String) -> (stem: String, suffix: String) {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex, name[dot...].utf8.count <= 16 else {
            return (name, "")
        }
        return (String(name[..<dot]), String(name[dot...]))
    }

    /// Cuts a text to a number of bytes, at a whole character.
    private static func shortened(_ text: String, _ bytes: Int) -> String {
        var text = text
        while text.utf8.count > bytes { text.removeLast() }
        return text
    }
}
