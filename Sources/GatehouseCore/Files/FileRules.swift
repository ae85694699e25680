internal import GatewayInterface
internal import HTTPTypes

/// Rules for the names of files that may be served, whatever the directory contains.
package struct FileRules: Sendable {
    /// The media type of each listed extension. Extensions are compared byte by byte: "PNG" is not "png", and no other
    /// Unicode spelling is either.
    private let types: [ExactText: String]

    /// The maximum number of names in a path below the served directory, including the file's.
    package static let deepest = 32
    /// The maximum length of a path, in bytes: one less than the kernel's PATH_MAX, which includes a NUL.
    private static let longest = 4095

    /// Extensions that editors and package managers give to copies. A copy may be an older version or contain
    /// unfinished work.
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
    ///   - extensions: the extensions to serve, without the dot.
    ///   - types: the media types of extensions that Gatehouse does not know, or that need another type.
    /// - Throws: ``FileError/Code/invalidConfiguration`` with all configuration errors.
    package init(allow extensions: [String], types: [String: String]) throws(FileError) {
        var problems: [String] = []
        var known: [ExactText: String] = [:]
        if extensions.isEmpty { problems.append("the list of extensions is empty; list the extensions to serve") }
        let given = Dictionary(uniqueKeysWithValues: types.map { (ExactText($0.key), $0.value) })
        for text in extensions {
            let quoted = LogText.quoted(text.utf8)
            guard !text.isEmpty, text.utf8.allSatisfy(\.isASCIILetterOrDigit) else {
                problems.append("invalid extension \(quoted); write it without the dot, in ASCII letters and digits")
                continue
            }
            guard !Self.isBackup(text) else {
                problems.append("the extension \(quoted) marks backup copies, which are never served; remove it")
                continue
            }
            guard let type = given[ExactText(text)] ?? FileTypes.type(of: text) else {
                problems.append("unknown media type of the extension \(quoted); add types: [\(quoted): \"…/…\"]")
                continue
            }
            guard MediaType(type) != nil, HTTPField.isValidValue(type) else {
                problems.append("invalid media type \(LogText.quoted(type.utf8)) for the extension \(quoted)")
                continue
            }
            known[ExactText(text)] = type
        }
        let listed = Set(extensions.map(ExactText.init))
        for name in given.keys.filter({ !listed.contains($0) }).map(\.text).sorted() {
            problems.append("a type is given for \(LogText.quoted(name.utf8)), which is not a listed extension")
        }
        guard problems.isEmpty else {
            throw FileError(.invalidConfiguration, problems.joined(separator: "\n"))
        }
        self.types = known
    }

    /// Returns the media type of a file that may be served.
    ///
    /// - Parameter path: the decoded names of the directories and the file.
    /// - Throws: ``FileError/Code/refused`` if the rules refuse a name.
    package func type(of path: [String]) throws(FileError) -> String {
        guard let last = path.last, path.count <= Self.deepest else {
            throw FileError(.refused, "the path has \(path.count) names; 1 to \(Self.deepest) are allowed")
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

    /// The reason why a name is refused; `nil` if it is allowed.
    private static func objection(to name: String) -> String? {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, let last = bytes.last else { return "an empty name" }
        if first == UInt8(ascii: ".") { return "a name that begins with a dot" }
        if bytes.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "a control character in a name" }
        if bytes.contains(where: { "/\\".utf8.contains($0) }) { return "a separator in a name" }
        if bytes.count > 255 { return "a name longer than 255 bytes" }
        // Some file systems drop these characters, so that another name means the same file.
        if [first, last].contains(0x20) || last == UInt8(ascii: ".") {
            return "a blank or a dot at the edge of a name"
        }
        let parts = parts(of: name)
        // This includes "style~.css" and "style.old.css": the mark can be anywhere in the name.
        let isMarked =
            [first, last].contains(UInt8(ascii: "~")) || parts.contains { $0.utf8.last == UInt8(ascii: "~") }
        if isMarked || first == UInt8(ascii: "#") || parts.dropFirst().contains(where: isBackup) {
            return "a name of a backup or a lock"
        }
        return nil
    }

    /// Splits a name at its dots. It splits bytes: to `Character`, a dot followed by a combining mark is not a dot.
    private static func parts(of name: String) -> [String] {
        name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { String(Substring($0)) }
    }

    private static func isBackup(_ part: String) -> Bool {
        backupExtensions.contains(ExactText(part.lowercasedASCII))
    }
}
