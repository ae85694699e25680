internal import GatewayInterface
internal import HTTPTypes

/// Which names of files are served at all, whatever lies in the directory.
package struct FileRules: Sendable {
    /// The type of each extension that is listed. Extensions are compared byte by byte: "PNG" is not "png", and no other
    /// spelling in Unicode is either.
    private let types: [ExactText: String]

    /// The most directories and the file below the one that is served.
    package static let deepest = 32
    /// The most bytes of a path: one less than the kernel's PATH_MAX, which counts a NUL.
    private static let longest = 4095

    /// What editors and packagers append to the name of a copy, which may be an older state or hold somebody's unfinished
    /// work.
    private static let backupExtensions: Set<ExactText> = Set(
        [
            "bak", "backup", "bk", "old", "orig", "original", "save", "sav", "copy", "prev", "rej", "tmp", "temp",
            "part",
            "crdownload", "swp", "swo", "swn", "swx", "dpkg-old", "dpkg-dist", "dpkg-new", "dpkg-bak", "dpkg-tmp",
            "ucf-old", "ucf-new", "ucf-dist", "rpmsave", "rpmorig", "rpmnew", "pacnew", "pacsave",
        ].map(ExactText.init)
    )

    /// Creates rules.
    ///
    /// - Parameters:
    ///   - extensions: what is served, without the dot.
    ///   - types: the types of extensions that are not known, or are to have another type.
    /// - Throws: ``FileError/Code/invalidConfiguration`` with all mistakes.
    package init(allow extensions: [String], types: [String: String]) throws(FileError) {
        var problems: [String] = []
        var known: [ExactText: String] = [:]
        if extensions.isEmpty { problems.append("no extension is listed, so no file could be served") }
        let given = Dictionary(uniqueKeysWithValues: types.map { (ExactText($0.key), $0.value) })
        for text in extensions {
            let quoted = LogText.quoted(text.utf8)
            guard !text.isEmpty, text.utf8.allSatisfy(Self.isLetterOrDigit) else {
                problems.append("\(quoted) is no extension; say it without the dot, in ASCII letters and digits")
                continue
            }
            guard !Self.isBackup(text) else {
                problems.append("\(quoted) is what backup copies are called; they are never served")
                continue
            }
            guard let type = given[ExactText(text)] ?? FileTypes.type(of: text) else {
                problems.append("the type of \(quoted) is not known; say it by types: [\(quoted): \"…/…\"]")
                continue
            }
            guard MediaType(type) != nil, HTTPField.isValidValue(type) else {
                problems.append("\(LogText.quoted(type.utf8)), for \(quoted), is no media type")
                continue
            }
            known[ExactText(text)] = type
        }
        let listed = Set(extensions.map(ExactText.init))
        for name in given.keys.filter({ !listed.contains($0) }).map(\.text).sorted() {
            problems.append("a type is given for \(LogText.quoted(name.utf8)), which is not listed")
        }
        guard problems.isEmpty else {
            throw FileError(.invalidConfiguration, problems.joined(separator: "\n"))
        }
        self.types = known
    }

    /// The type of a file that may be served.
    ///
    /// - Parameter path: the decoded names of the directories on the way, and of the file.
    /// - Throws: ``FileError/Code/refused``.
    package func type(of path: [String]) throws(FileError) -> String {
        guard let last = path.last, path.count <= Self.deepest else {
            throw FileError(.refused, "the path has \(path.count) names; 1 to \(Self.deepest) are looked at")
        }
        guard path.reduce(path.count - 1, { $0 + $1.utf8.count }) <= Self.longest else {
            throw FileError(.refused, "the path is longer than \(Self.longest) bytes")
        }
        for name in path {
            if let reason = Self.objection(to: name) { throw FileError(.refused, reason) }
        }
        guard let fileExtension = Self.parts(of: last).dropFirst().last else {
            throw FileError(.refused, "the name has no extension")
        }
        guard let type = types[ExactText(fileExtension)] else {
            throw FileError(.refused, "the extension is not listed")
        }
        return type
    }

    /// Why no file or directory of this name is looked at; `nil` when there is no reason.
    private static func objection(to name: String) -> String? {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, let last = bytes.last else { return "an empty name" }
        if first == UInt8(ascii: ".") { return "a name that begins with a dot" }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "a control character in a name" }
        if bytes.contains(where: { "/\\".utf8.contains($0) }) { return "a separator in a name" }
        if bytes.count > 255 { return "a name longer than 255 bytes" }
        // Some file systems drop them, so that another name means the same file.
        if [first, last].contains(0x20) || last == UInt8(ascii: ".") {
            return "a blank or a dot at the edge of a name"
        }
        let parts = parts(of: name)
        // "style~.css" and "style.old.css" too: the mark need not stand at the end.
        let isMarked =
            [first, last].contains(UInt8(ascii: "~")) || parts.contains { $0.utf8.last == UInt8(ascii: "~") }
        if isMarked || first == UInt8(ascii: "#") || parts.dropFirst().contains(where: isBackup) {
            return "a name of a backup or a lock"
        }
        return nil
    }

    /// The name, split at its dots. Over bytes: to a Character, a dot with a combining mark behind it is no dot.
    private static func parts(of name: String) -> [String] {
        name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    private static func isBackup(_ part: String) -> Bool {
        backupExtensions.contains(ExactText(part.lowercasedASCII))
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
