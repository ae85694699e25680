#if Tool
    internal import FastCGI

    /// Checks modes and owners from the root directory down to the public directory and the program.
    ///
    /// suexec starts a program only if the program and its directory belong to the same user and group, nobody else can
    /// write to either, and the program has neither setuid nor setgid. Without suexec, others who can write can replace it.
    struct AccessCheck {
        private let site: Site

        init(_ site: Site) { self.site = site }

        func check(_ findings: inout Findings) {
            let directories = [site.directory, site.privateDirectory].compactMap { $0 }
            var seen: Set<String> = []
            for directory in directories + [site.data].compactMap({ $0 }) {
                for parent in Self.parents(of: directory) where seen.insert(parent).inserted {
                    checkParent(parent, mustBeOpen: directories.contains(directory), &findings)
                }
            }
            for directory in directories { checkDirectory(directory, &findings) }
            checkHtaccess(&findings)
            checkProgram(&findings)
        }

        /// The directories above, from the root on.
        static func parents(of directory: String) -> [String] {
            var parents = ["/"]
            for name in directory.split(separator: "/").dropLast() {
                parents.append((parents.last == "/" ? "" : parents.last ?? "") + "/" + name)
            }
            return directory == "/" ? [] : parents
        }

        private func status(_ path: String, _ findings: inout Findings) -> FileStatus? {
            do throws(SystemError) {
                let status = try site.status(path, false)
                guard status.kind == .link else { return status }
                findings.add(.linkedPath, ShownPath(path))
                return try site.status(path, true)
            } catch {
                findings.add(.unexamined, ShownPath(path), "\(error)")
                return nil
            }
        }

        private func checkParent(_ path: String, mustBeOpen: Bool, _ findings: inout Findings) {
            guard let status = status(path, &findings) else { return }
            // In a sticky directory such as /tmp (S_ISVTX), a user cannot replace the file of another.
            if status.mode & 0o022 != 0, status.mode & 0o1000 == 0 { findings.add(.parentWritable, ShownPath(path)) }
            if status.owner != 0, status.owner != site.owner {
                findings.add(.parentOwner, ShownPath(path), "user \(status.owner)")
            }
            if mustBeOpen, status.mode & 0o011 == 0 { findings.add(.closedPath, ShownPath(path)) }
        }

        private func checkDirectory(_ path: String, _ findings: inout Findings) {
            guard let status = status(path, &findings) else { return }
            if status.mode & 0o022 != 0 { findings.add(.directoryWritable, ShownPath(path)) }
            if status.mode & 0o011 == 0 { findings.add(.closedPath, ShownPath(path)) }
            if status.owner != site.owner { findings.add(.owner, ShownPath(path), "user \(status.owner)") }
        }

        private func checkHtaccess(_ findings: inout Findings) {
            let path = ShownPath(site.directory + "/.htaccess")
            // HtaccessCheck reports a missing one.
            guard let status = try? site.status(site.directory + "/.htaccess", false), status.kind == .file else {
                return
            }
            if status.mode & 0o044 == 0 { findings.add(.htaccessUnreadable, path) }
            if status.mode & 0o022 != 0 { findings.add(.fileWritable, path) }
            if status.owner != site.owner, status.owner != 0 { findings.add(.owner, path, "user \(status.owner)") }
        }

        private func checkProgram(_ findings: inout Findings) {
            let path = site.program
            let directory = site.privateDirectory ?? site.directory
            let status: FileStatus
            do throws(SystemError) {
                status = try site.status(directory + "/app.fcgi", false)
            } catch {
                findings.add(error.isMissing ? .programMissing : .unexamined, path)
                return
            }
            guard status.kind == .file else {
                // In the public directory, PublicFiles reports it.
                if site.privateDirectory != nil { findings.add(.programMissing, path, "it is not a regular file") }
                return
            }
            if status.mode & 0o022 != 0 { findings.add(.programWritable, path) }
            // Apache sends nothing from outside the public directory.
            if status.mode & 0o044 != 0, site.privateDirectory == nil { findings.add(.programReadable, path) }
            if status.mode & 0o011 == 0 { findings.add(.programNotExecutable, path) }
            if status.mode & 0o6000 != 0 { findings.add(.programSetID, path) }
            if status.owner != site.owner { findings.add(.owner, path, "user \(status.owner)") }
            if let group = try? site.status(directory, true).group, group != status.group {
                findings.add(.group, path, command: "chgrp \(group) \(path.shellWord)")
            }
        }
    }
#endif
