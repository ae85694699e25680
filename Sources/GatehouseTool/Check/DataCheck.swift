#if Tool
    internal import FastCGI
    internal import Glibc

    /// Checks that nobody else can read settings and databases.
    struct DataCheck {
        private let site: Site
        private let entryLimit: Int

        init(_ site: Site, entryLimit: Int = PublicFiles.entryLimit) {
            self.site = site
            self.entryLimit = entryLimit
        }

        func check(_ findings: inout Findings) {
            for path in [site.privateDirectory, site.data, site.settings.map(Self.parent)].compactMap({ $0 }) {
                checkOutside(path, &findings)
            }
            guard let data = site.data else { return }
            do throws(SystemError) {
                let directory = try ExaminedDirectory(path: data)
                let status = try directory.status()
                if status.mode & 0o077 != 0 { findings.add(.dataMode, ShownPath(data)) }
                if status.owner != site.owner { findings.add(.dataOwner, ShownPath(data), "user \(status.owner)") }
                if let name = site.networkFileSystem(data) { findings.add(.networkFileSystem, ShownPath(data), name) }
                var remaining = entryLimit
                try check(
                    directory, ShownPath(data), isReachable: status.mode & 0o011 != 0, depth: 0, &remaining, &findings)
            } catch {
                findings.add(.unexamined, ShownPath(data), "\(error)")
            }
        }

        static func parent(of path: String) -> String {
            let end = path.lastIndex(of: "/") ?? path.startIndex
            return end == path.startIndex ? "/" : String(path[..<end])
        }

        /// Compares the directories themselves, whatever paths lead to them.
        private func checkOutside(_ path: String, _ findings: inout Findings) {
            do throws(SystemError) {
                if try ExaminedDirectory(path: path).isInside(ExaminedDirectory(path: site.directory)) {
                    findings.add(.dataPublic, ShownPath(path))
                }
            } catch {
                findings.add(.unexamined, ShownPath(path), "\(error)")
            }
        }

        private func check(
            _ directory: borrowing ExaminedDirectory, _ path: ShownPath, isReachable: Bool, depth: Int,
            _ remaining: inout Int, _ findings: inout Findings
        ) throws(SystemError) {
            let (entries, isComplete) = try directory.entries(upTo: remaining)
            remaining -= entries.count
            if !isComplete { findings.add(.tooMany, path, "more than \(entryLimit) entries") }
            for entry in entries {
                let entryPath = path.appending(entry.name)
                guard let status = entry.status else {
                    findings.add(.unexamined, entryPath)
                    continue
                }
                if status.owner != site.owner { findings.add(.dataOwner, entryPath, "user \(status.owner)") }
                switch status.kind {
                case .link: findings.add(.dataLink, entryPath)
                case .special: break
                case .file:
                    if status.links > 1 { findings.add(.dataLink, entryPath, "\(status.links) names") }
                    // A file in a directory that others cannot enter is private, whatever its own mode is.
                    if isReachable, status.mode & 0o066 != 0 { findings.add(.dataReadable, entryPath) }
                case .directory:
                    guard depth < PublicFiles.depthLimit, remaining > 0 else {
                        findings.add(.tooMany, entryPath, "directories below are not examined")
                        continue
                    }
                    do throws(SystemError) {
                        guard status.mode & 0o500 == 0o500 else {
                            throw SystemError("its owner cannot list it", number: EACCES)
                        }
                        try check(
                            directory.directory(entry.name), entryPath,
                            isReachable: isReachable && status.mode & 0o011 != 0, depth: depth + 1, &remaining,
                            &findings)
                    } catch {
                        findings.add(.unexamined, entryPath, "\(error)")
                    }
                }
            }
        }
    }
#endif
