#if Tool
    internal import FastCGI
    internal import FoundationEssentials
    internal import SystemPackage

    /// Files of this machine.
    enum LocalFiles {
        /// The largest program, in bytes.
        static let programLimit = 1_000_000_000

        /// The absolute path, without "." and "..": symbolic links stay.
        static func absolute(_ path: String) -> String {
            let base = path.hasPrefix("/") ? "" : FileManager.default.currentDirectoryPath + "/"
            return FilePath(base + path).lexicallyNormalized().string
        }

        /// What is at a path; `nil` if nothing is. A symbolic link is not followed.
        static func information(_ path: String) throws(ToolError) -> Stat? {
            do {
                return try FilePath(path).stat(followTargetSymlink: false)
            } catch {
                if error == .noSuchFileOrDirectory { return nil }
                throw ToolError("cannot examine \(path): \(error)", status: .missingInput)
            }
        }

        /// The content of a file; `nil` if it is missing.
        ///
        /// - Throws: ``ToolError`` if it cannot be read, or is larger than the limit.
        static func bytes(_ path: String, limit: Int) throws(ToolError) -> [UInt8]? {
            let size: Int64
            do {
                size = try FilePath(path).stat().size
            } catch {
                if error == .noSuchFileOrDirectory { return nil }
                throw ToolError("cannot examine \(path): \(error)", status: .missingInput)
            }
            guard size <= limit else {
                throw ToolError("\(path) is larger than \(limit) bytes", remedy: "move it away", status: .invalidData)
            }
            guard let content = FileManager.default.contents(atPath: path) else {
                throw ToolError("cannot read \(path)", remedy: "check its owner and mode", status: .missingInput)
            }
            return Array(content)
        }

        /// The content of a text file of at most 1 MB; `nil` if it is missing.
        ///
        /// - Throws: ``ToolError`` if it cannot be read, is larger, or is not in UTF-8.
        static func text(_ path: String) throws(ToolError) -> String? {
            guard let bytes = try bytes(path, limit: 1_000_000) else { return nil }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw ToolError("\(path) is not in UTF-8", remedy: "move it away", status: .invalidData)
            }
            return text
        }

        /// Replaces a text file as a whole.
        static func replace(_ path: String, with text: String, mode: UInt32) throws(ToolError) {
            try replace(path, with: Array(text.utf8), mode: mode)
        }

        /// Replaces a file as a whole.
        ///
        /// - Parameter directory: the directory of the new file until it is complete; defaults to that of the path.
        static func replace(
            _ path: String, with bytes: [UInt8], mode: UInt32, by directory: String? = nil
        ) throws(ToolError) {
            do throws(SystemError) {
                try NamedFile.replace(path, with: bytes, mode: mode, by: directory)
            } catch {
                throw ToolError("cannot write \(path): \(error)", status: .cannotCreate)
            }
        }

        /// Creates a directory, and those above it that are missing.
        ///
        /// - Parameter mode: the mode of each new directory, within the umask.
        static func createDirectories(_ path: String, mode: Int = 0o755) throws(ToolError) {
            do {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
            } catch {
                throw ToolError("cannot create \(path): \(error)", status: .cannotCreate)
            }
        }

        /// Removes a file.
        static func remove(_ path: String) throws(ToolError) {
            do {
                try FileManager.default.removeItem(atPath: path)
            } catch {
                throw ToolError("cannot remove \(path): \(error)", status: .cannotCreate)
            }
        }

        static func isRegularFile(_ path: String) -> Bool {
            (try? FilePath(path).stat())?.type == .regular
        }

        static func isDirectory(_ path: String) -> Bool {
            (try? FilePath(path).stat())?.type == .directory
        }
    }
#endif
