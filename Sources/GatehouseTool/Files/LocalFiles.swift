#if Tool
    internal import FastCGI
    internal import FoundationEssentials
    internal import SystemPackage

    /// Files of this machine.
    enum LocalFiles {
        /// The absolute path, without "." and "..": symbolic links stay.
        static func absolute(_ path: String) -> String {
            let base = path.hasPrefix("/") ? "" : FileManager.default.currentDirectoryPath + "/"
            return FilePath(base + path).lexicallyNormalized().string
        }

        /// The content of a text file; `nil` if it is missing.
        ///
        /// - Throws: ``ToolError`` if it cannot be read, is larger than 1 MB, or is not in UTF-8.
        static func text(_ path: String) throws(ToolError) -> String? {
            let limit = 1_000_000
            do {
                guard try FilePath(path).stat().size <= limit else {
                    throw ToolError("\(path) is larger than 1 MB", remedy: "move it away", status: .invalidData)
                }
            } catch Errno.noSuchFileOrDirectory {
                return nil
            } catch let error as ToolError {
                throw error
            } catch {
                throw ToolError("cannot read \(path): \(error)", status: .missingInput)
            }
            guard let content = FileManager.default.contents(atPath: path) else {
                throw ToolError("cannot read \(path)", remedy: "check its owner and mode", status: .missingInput)
            }
            guard let text = String(validating: content, as: UTF8.self) else {
                throw ToolError("\(path) is not in UTF-8", remedy: "move it away", status: .invalidData)
            }
            return text
        }

        /// Replaces a file as a whole.
        static func replace(_ path: String, with text: String, mode: UInt32) throws(ToolError) {
            do throws(SystemError) {
                try NamedFile.replace(path, with: Array(text.utf8), mode: mode)
            } catch {
                throw ToolError("cannot write \(path): \(error)", status: .cannotCreate)
            }
        }

        static func isDirectory(_ path: String) -> Bool {
            (try? FilePath(path).stat())?.type == .directory
        }
    }
#endif
