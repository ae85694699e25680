#if Tool
    internal import FoundationEssentials

    /// The files that the development server creates, and those that it watches.
    enum DevelopmentFiles {
        /// Creates a directory with a random name.
        static func temporaryDirectory(mode: Int) throws -> String {
            var generator = SystemRandomNumberGenerator()
            let name = "gatehouse-\(ReloadChannel.word(&generator).prefix(12))"
            let path = LocalFiles.absolute("\(FileManager.default.temporaryDirectory.path)/\(name)")
            try LocalFiles.createDirectories(path, mode: mode)
            return path
        }

        /// Some paths in one line, relative to a directory.
        static func list(_ paths: [String], in root: String) -> String {
            let names = paths.map { $0.hasPrefix(root + "/") ? String($0.dropFirst(root.count + 1)) : $0 }
            return names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
        }
    }
#endif
