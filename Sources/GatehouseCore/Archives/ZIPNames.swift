internal import GatewayInterface

/// Gives each entry of an archive a name that is safe on all systems, and different from all others.
struct ZIPNames {
    /// The names so far, in lower case; `true` for folders. Strings are compared by canonical equivalence, as macOS does.
    private var isFolder: [String: Bool] = [:]
    /// The folders with entries of their own.
    private var entries: Set<String> = []
    /// The last number after each name that occurred several times.
    private var numbers: [String: Int] = [:]

    /// The largest number of folders around a file. Of a longer path, the last ones stay.
    private static let deepest = 32

    /// The name for an entry; `nil` for a folder that has an entry already.
    mutating func name(for entry: ZIPEntry) -> String? {
        // A reader on Windows takes "\\" as a separator too, so it does not stay.
        let named = entry.name.split(separator: "/").filter { $0 != "." && $0 != ".." }
        let segments = named.suffix(Self.deepest).map { Self.cleaned(String($0)) }
        let parents = segments.dropLast()
        var path = ""
        for segment in parents { path = unused(path, segment, asFolder: true) }
        path = unused(path, segments.last ?? "file", asFolder: entry.isFolder)
        guard entry.isFolder else { return path }
        return entries.insert(path.lowercased()).inserted ? path + "/" : nil
    }

    /// A path that no other file has. Several entries can use the same folder.
    private mutating func unused(_ parent: String, _ segment: String, asFolder: Bool) -> String {
        let prefix = parent.isEmpty ? "" : parent + "/"
        let key = (prefix + segment).lowercased()
        var number = numbers[key] ?? 1
        while true {
            let path = prefix + (number == 1 ? segment : Self.numbered(segment, number))
            let pathKey = path.lowercased()
            switch isFolder[pathKey] {
            case nil:
                isFolder[pathKey] = asFolder
                numbers[key] = number
                return path
            case .some(true) where asFolder:
                return path
            default:
                number += 1
            }
        }
    }

    /// "Photo (2).jpg". Only a short extension is one.
    private static func numbered(_ segment: String, _ number: Int) -> String {
        guard let dot = segment.lastIndex(of: "."), dot > segment.startIndex, segment[dot...].utf8.count <= 16 else {
            return "\(segment) (\(number))"
        }
        return "\(segment[..<dot]) (\(number))\(segment[dot...])"
    }

    /// A name that is not a path, has no control characters, and is not the name of a device on Windows.
    static func cleaned(_ segment: String) -> String {
        let name = ContentDisposition.cleaned(segment)
        // Windows ignores everything from the first dot on, and blanks before it.
        var stem = name.prefix { $0 != "." }
        while stem.last == " " { stem.removeLast() }
        return devices.contains(stem.lowercased()) ? "_" + name : name
    }

    private static let devices: Set<String> = Set(
        ["con", "prn", "aux", "nul", "conin$", "conout$"]
            + ["com", "lpt"].flatMap { device in "0123456789¹²³".map { "\(device)\($0)" } })
}
