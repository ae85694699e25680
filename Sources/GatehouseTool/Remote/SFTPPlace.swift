#if Tool
    /// Where the paths of a host are for its SFTP server.
    struct SFTPPlace: Sendable {
        let files: SFTPFiles
        /// The absolute path of the directory in which the connection begins, as the host knows it.
        private let start: String

        /// Finds out what the server shows.
        ///
        /// - Parameters:
        ///   - root: the path on the host of the directory that the server shows as "/"; `nil` if nobody has said it.
        ///   - directory: the public directory, to read the path from its .htaccess.
        /// - Throws: ``ToolError`` if the server shows only a part of the host, and nothing says which one.
        init(_ session: SFTPSession, root: String?, directory: String) async throws {
            var reply = try await session.request(.realPath) { $0.append(".") }
            guard reply.kind == .names, try reply.number() > 0 else { throw SFTPReply.Malformed() }
            let served = try reply.text()
            let all = SFTPFiles(session: session, root: "")
            var known = root.map { $0 == "/" ? "" : $0 }
            if known == nil, try await all.attributes("/usr") != nil { known = "" }
            if known == nil, !directory.hasPrefix("/") {
                let path = LocalFiles.absolute("\(served)/\(directory)")
                let named = HtaccessFile(try await all.text(path + "/.htaccess") ?? "").directory
                if let named, named.hasSuffix(path) { known = String(named.dropLast(path.utf8.count)) }
            }
            guard let known else {
                throw ToolError(
                    "the SFTP server shows only a part of the host, so the paths in a .htaccess are unknown",
                    remedy: "pass --root with the path on the host of the directory that SFTP shows as /, such as "
                        + "--root /home/me; the control panel of the host shows it", status: .usage)
            }
            files = SFTPFiles(session: session, root: known)
            start = known + (served == "/" ? "" : served)
        }

        /// The absolute path on the host of a path that may be below the first directory.
        func absolute(_ path: String) throws(ToolError) -> String {
            let absolute = LocalFiles.absolute(path.hasPrefix("/") ? path : "\(start)/\(path)")
            guard absolute == files.root || absolute.hasPrefix(files.root + "/") else {
                throw ToolError(
                    "\(absolute) is not below \(files.root), the directory that SFTP shows",
                    remedy: "use a path on the host, or correct --root", status: .usage)
            }
            return absolute
        }
    }
#endif
