#if Tool
    internal import FastCGI
    internal import FoundationEssentials

    /// The right to change an installation. It ends with the process, however the process ends.
    struct DeploymentLock: ~Copyable {
        private let lock: FileLock

        /// Takes the lock.
        ///
        /// - Parameter directory: the private directory.
        /// - Throws: ``ToolError`` with the holder, if another process has it.
        init(in directory: String) throws(ToolError) {
            lock = try Self.lock(directory)
        }

        private static func holderFile(_ directory: String) -> String { directory + "/deploy.holder" }

        private static func lock(_ directory: String) throws(ToolError) -> FileLock {
            do throws(SystemError) {
                if let lock = try OwnedDirectory(path: directory).tryLock("deploy.lock") {
                    let user = ProcessEnvironment.value("USER") ?? "somebody"
                    // Only a message for others, so its failure does not matter.
                    try? NamedFile.replace(
                        holderFile(directory), with: Array("\(user), since \(Date().formatted(.iso8601))\n".utf8),
                        mode: 0o600)
                    return lock
                }
            } catch {
                throw ToolError(
                    "cannot lock \(directory): \(error)",
                    remedy: "the directory must belong to you and have mode 0700", status: .cannotCreate)
            }
            let holder = try LocalFiles.text(holderFile(directory))?.split(separator: "\n").first
            throw ToolError(
                "another deployment is running: \(holder ?? "unknown holder")",
                remedy: "wait for its end; the lock ends with the process that has it", status: .busy)
        }
    }
#endif
