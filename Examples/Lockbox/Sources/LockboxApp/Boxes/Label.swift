/// What people call a file: any text, which is never a path.
struct Label: Sendable {
    /// The text.
    let text: String

    /// The most bytes: what the file system sees is longer by a third, and may have 255.
    private static let longest = 150

    /// Takes the name that a browser sent, whose separators and control characters have been replaced already. One that is
    /// too long loses the end of what stands before its extension.
    init(_ fileName: String) {
        let (stem, fileExtension) = Self.split(fileName)
        text = Self.shortened(stem, Self.longest - fileExtension.utf8.count) + fileExtension
    }

    /// The label of the second file of the same name, of the third, and so on.
    func numbered(_ number: Int) -> Label {
        guard number > 1 else { return self }
        let (stem, fileExtension) = Self.split(text)
        let suffix = " (\(number))\(fileExtension)"
        return Label(verbatim: Self.shortened(stem, Self.longest - suffix.utf8.count) + suffix)
    }

    private init(verbatim text: String) {
        self.text = text
    }

    /// What stands before the last dot, and the rest with it, unless that is too long for an extension.
    private static func split(_ name: String) -> (stem: String, fileExtension: String) {
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex, name[dot...].utf8.count <= 16 else {
            return (name, "")
        }
        return (String(name[..<dot]), String(name[dot...]))
    }

    /// Whole characters, up to so many bytes.
    private static func shortened(_ text: String, _ bytes: Int) -> String {
        var text = text
        while text.utf8.count > bytes { text.removeLast() }
        return text.isEmpty ? "file" : text
    }
}
