#if Tool
    internal import FastCGI
    internal import Glibc

    /// Looks for files that do not belong in the public directory, and for files there that others can change.
    struct PublicFiles {
        /// The largest number of entries that are examined.
        static let entryLimit = 20_000
        /// The largest depth of subdirectories.
        static let depthLimit = 24
        /// The number of bytes that are read of a file.
        static let contentLimit = 4096

        private let site: Site
        private let template: Template?
        private let entryLimit: Int
        private var remaining: Int

        /// - Parameter template: the template of the .htaccess, which says which files belong there.
        init(_ site: Site, template: Template?, entryLimit: Int = Self.entryLimit) {
            self.site = site
            self.template = template
            self.entryLimit = entryLimit
            remaining = entryLimit
        }

        mutating func check(_ findings: inout Findings) {
            let path = ShownPath(site.directory)
            do throws(SystemError) {
                try check(ExaminedDirectory(path: site.directory), path, .top, &findings)
            } catch {
                findings.add(.unexamined, path, "\(error)")
            }
        }

        /// Which names a directory can have.
        private enum Place {
            case top
            case assets
            case below(Int)

            var depth: Int {
                switch self {
                case .top: 0
                case .assets: 1
                case .below(let depth): depth
                }
            }
        }

        private mutating func check(
            _ directory: borrowing ExaminedDirectory, _ path: ShownPath, _ place: Place, _ findings: inout Findings
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
                switch status.kind {
                case .link: findings.add(.link, entryPath)
                case .special: findings.add(.special, entryPath)
                case .directory: descend(into: entry.name, status, of: directory, entryPath, place, &findings)
                case .file: check(entry.name, status, in: directory, entryPath, place, &findings)
                }
            }
        }

        private mutating func descend(
            into name: [UInt8], _ status: FileStatus, of parent: borrowing ExaminedDirectory, _ path: ShownPath,
            _ place: Place, _ findings: inout Findings
        ) {
            if status.mode & 0o022 != 0 { findings.add(.directoryWritable, path) }
            let isTop = place.depth == 0
            let isAssets = isTop && template == .fcgidAssets && name == Array("assets".utf8)
            if let kind = FileNames.kind(of: name), [.versionControl, .key, .source, .backup].contains(kind) {
                findings.add(kind, path)
                // One finding is enough for all files of a repository.
                if kind == .versionControl { return }
            } else if isTop, !isAssets {
                findings.add(.directory, path)
            }
            // Root can list this directory; its owner cannot.
            guard status.mode & 0o500 == 0o500 else {
                findings.add(.unexamined, path, "its owner cannot list it", command: "chmod u+rx \(path.shellWord)")
                return
            }
            guard place.depth < PublicFiles.depthLimit, remaining > 0 else {
                findings.add(.tooMany, path, "directories below are not examined")
                return
            }
            do throws(SystemError) {
                try check(
                    parent.directory(name), path, isAssets ? .assets : .below(place.depth + 1), &findings)
            } catch {
                findings.add(.unexamined, path, "\(error)")
            }
        }

        private func check(
            _ name: [UInt8], _ status: FileStatus, in directory: borrowing ExaminedDirectory, _ path: ShownPath,
            _ place: Place, _ findings: inout Findings
        ) {
            let isHtaccess = name == Array(".htaccess".utf8)
            if case .top = place, isHtaccess || isProgram(name) {
                // AccessCheck examines the two.
                if status.links > 1 { findings.add(.hardLink, path) }
                return
            }
            if status.mode & 0o022 != 0 { findings.add(.fileWritable, path) }
            if status.links > 1 { findings.add(.hardLink, path) }
            if isHtaccess {
                findings.add(.nestedHtaccess, path)
                return
            }
            let content = content(of: name, status, in: directory, path, &findings)
            if case .assets = place, FileNames.isAsset(name) {
                // The name is public by intention; the content may not be.
                if let kind = content { findings.add(kind, path, "by its content") }
                return
            }
            if let kind = FileNames.kind(of: name) {
                findings.add(kind, path)
            } else if let kind = content {
                findings.add(kind, path, "by its content")
            } else if status.mode & 0o111 != 0 {
                findings.add(.program, path, "it is executable")
            } else if isUnexpected(name, place) {
                findings.add(.unexpected, path)
            }
        }

        private func isProgram(_ name: [UInt8]) -> Bool {
            site.privateDirectory == nil && name == Array("app.fcgi".utf8)
        }

        private func isUnexpected(_ name: [UInt8], _ place: Place) -> Bool {
            switch place {
            // Apache sends these files, and the program decides about each request.
            case .top: template != .fcgidAuthorizer || name.first == UInt8(ascii: ".")
            case .assets: true
            // The directory is a finding.
            case .below: false
            }
        }

        private func content(
            of name: [UInt8], _ status: FileStatus, in directory: borrowing ExaminedDirectory, _ path: ShownPath,
            _ findings: inout Findings
        ) -> FindingKind? {
            do throws(SystemError) {
                guard status.mode & 0o400 != 0 else { throw SystemError("its owner cannot read it", number: EACCES) }
                return FileNames.kind(
                    ofContent: try directory.file(name).bytes(from: 0, upTo: PublicFiles.contentLimit))
            } catch {
                findings.add(.unexamined, path, "\(error)")
                return nil
            }
        }
    }
#endif
