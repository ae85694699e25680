/// The name of a file for people. It can be any text and is never a path.
struct Label: Sendable {
    /// The text.
    let text: String

    /// The largest number of bytes. The name in the file system is longer by a third and may have 255 bytes.
    private static let longest = 150

    /// Creates a label from the name that a browser sent. Gatehouse has already replaced separators and control characters.
    /// A name that is too long is cut before its extension.
    init(_ fileName: String) {
        let (stem, fileExtension) = Self.split(fileName)
        text = Self.shortened(stem, Self.longest - fileExtension.utf8.count) + fileExtension
    }

    /// The label of the second, third or further file of the same name.
    func numbered(_ number: Int) -> Label {
        guard number > 1 else { return self }
        let (stem, fileExtension) = Self.split(text)
        let suffix = " (\(number))\(fileExtension)"
        return Label(verbatim: Self.shortened(stem, Self.longest - suffix.utf8.count) + suffix)
    }

    private init(verbatim text: String) {
        self.text = text
    }

    /// Splits a name before its last dot. A long last part does not count as an extension.
    private static func split(_ name: String) -> (stem: String, fileExtension: String) {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex, name[dot...].utf8.count <= 16 else {
            return (name, "")
        }
        return (String(name[..<dot]), String(name[dot...]))
    }

    /// Cuts a text to a number of bytes, at a whole character.
    private static func shortened(_ text: String, _ bytes: Int) -> String {
        var text = text
        while text.utf8.count > bytes { text.removeLast() }
        return text.isEmpty ? "file" : text
    }
}
