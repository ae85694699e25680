#if Tool
    internal import FastCGI
    internal import Glibc

    /// Examines a site on a host that has SFTP and no shell. Nothing is changed. What SFTP does not show is a finding, or is
    /// listed as not examined.
    struct SFTPCheck {
        private let files: SFTPFiles
        private var site: Site
        private var findings: Findings
        private var remaining = PublicFiles.entryLimit

        /// - Parameters:
        ///   - directory: the public directory, as an absolute path on the host.
        ///   - privateDirectory: the directory of the program; `nil` for that in the .htaccess.
        ///   - data: the directory for settings and data, if it exists.
        /// - Throws: ``ToolError`` if the public directory is missing.
        init(
            _ files: SFTPFiles, directory: String, privateDirectory: String?, data: String?, settings: String?,
            mount: String?
        ) async throws {
            guard let found = try await files.attributes(directory, followingLinks: true), found.isDirectory,
                let owner = found.owner, let group = found.group
            else {
                throw ToolError(
                    "there is no directory \(ShownPath(directory).text) on the host", remedy: "correct the path",
                    status: .missingInput)
            }
            var site = Site(directory: directory, owner: owner, group: group)
            site.privateDirectory = privateDirectory
            site.data = data
            site.settings = settings
            site.mount = mount
            self.files = files
            self.site = site
            findings = Findings(for: site)
        }

        mutating func run() async throws -> SiteReport {
            let file = try await files.text(site.directory + "/.htaccess").map(HtaccessFile.init)
            if site.privateDirectory == nil { site.privateDirectory = file?.privateDirectory }
            let statuses = try await statuses()
            site.status = { path, _ throws(SystemError) in
                guard let status = statuses[path] else { throw SystemError("stat \(path)", number: ENOENT) }
                return status
            }
            findings = Findings(for: site)
            HtaccessCheck(site, file).check(&findings)
            try await checkPublic(site.directory, isTop: true, isAssets: false, file?.template, depth: 0)
            AccessCheck(site).check(&findings)
            if !files.root.isEmpty {
                findings.add(.unexamined, ShownPath(DataCheck.parent(of: files.root)), "SFTP does not show it")
            }
            if let data = site.data { try await checkData(data, isReachable: true, depth: 0) }
            let settings = try await settings()
            settings?.check(file, &findings)
            settings?.checkProtections(&findings)
            if !findings.all.contains(where: { $0.kind == .programMissing }) {
                findings.add(.binaryUnexamined, site.program, "over SFTP, its content is not examined")
                findings.add(.programUnexamined, site.program, "over SFTP, it cannot be run")
            }
            return report()
        }

        private func report() -> SiteReport {
            var report = SiteReport(directory: site.directory)
            report.findings = findings.all
            report.omitted = findings.omitted
            report.notExamined = [
                "second names of files (hard links)", "other applications of the same origin", "silences",
            ]
            if site.data == nil { report.notExamined.append("databases and other data (pass --data)") }
            if site.settings == nil { report.notExamined.append("the settings file (pass --settings)") }
            return report
        }

        /// The statuses of all paths that ``AccessCheck`` and ``SettingsCheck`` ask for. What is above the directory that
        /// SFTP shows has none.
        private func statuses() async throws -> [String: FileStatus] {
            let directories = [site.directory, site.privateDirectory, site.data].compactMap { $0 }
            var paths = Set(directories + directories.flatMap(AccessCheck.parents))
            paths.formUnion([
                site.directory + "/.htaccess", (site.privateDirectory ?? site.directory) + "/app.fcgi",
            ])
            if let settings = site.settings { paths.insert(settings) }
            var statuses: [String: FileStatus] = [:]
            for path in paths {
                guard files.root.isEmpty || path == files.root || path.hasPrefix(files.root + "/") else {
                    // One finding names them all.
                    statuses[path] = FileStatus(kind: .directory, mode: 0o755, owner: 0, group: 0)
                    continue
                }
                statuses[path] = try await files.attributes(path)?.status
            }
            return statuses
        }

        private func settings() async throws -> SettingsCheck? {
            guard let path = site.settings else { return nil }
            let content = try await files.bytes(path, limit: 1_000_000)
            return SettingsCheck(
                site, path, content.map { .success($0) } ?? .failure(SystemError("open \(path)", number: ENOENT)))
        }

        // MARK: - Directories

        /// The entries of a directory. A directory that cannot be listed, or has too many of them, is a finding.
        private mutating func entries(_ path: String, depth: Int) async throws -> [SFTPFiles.Entry] {
            guard depth <= PublicFiles.depthLimit, remaining > 0 else {
                findings.add(.tooMany, ShownPath(path), "directories below are not examined")
                return []
            }
            do {
                let entries = try await files.entries(path) ?? []
                if entries.count > remaining { findings.add(.tooMany, ShownPath(path)) }
                defer { remaining -= entries.count }
                return Array(entries.prefix(remaining))
            } catch let error as ToolError {
                findings.add(.unexamined, ShownPath(path), ShownPath(error.problem).text)
                return []
            }
        }

        private mutating func checkPublic(
            _ directory: String, isTop: Bool, isAssets: Bool, _ template: Template?, depth: Int
        ) async throws {
            for entry in try await entries(directory, depth: depth) {
                let path = "\(directory)/\(entry.name)"
                guard let status = entry.attributes.status else {
                    findings.add(.unexamined, ShownPath(path))
                    continue
                }
                switch status.kind {
                case .link: findings.add(.link, ShownPath(path))
                case .special: findings.add(.special, ShownPath(path))
                case .directory:
                    let isAssets = isTop && template == .fcgidAssets && entry.name == "assets"
                    if status.mode & 0o022 != 0 { findings.add(.directoryWritable, ShownPath(path)) }
                    if isTop, !isAssets {
                        findings.add(FileNames.kind(of: Array(entry.name.utf8)) ?? .directory, ShownPath(path))
                    }
                    try await checkPublic(path, isTop: false, isAssets: isAssets, template, depth: depth + 1)
                case .file:
                    try await checkPublicFile(entry.name, path, status, isTop: isTop, isAssets: isAssets, template)
                }
            }
        }

        private mutating func checkPublicFile(
            _ name: String, _ path: String, _ status: FileStatus, isTop: Bool, isAssets: Bool, _ template: Template?
        ) async throws {
            // AccessCheck examines the two.
            if isTop, name == ".htaccess" || (name == "app.fcgi" && site.privateDirectory == nil) { return }
            let shown = ShownPath(path)
            if status.mode & 0o022 != 0 { findings.add(.fileWritable, shown) }
            if name == ".htaccess" { return findings.add(.nestedHtaccess, shown) }
            var content: FindingKind?
            do {
                content = FileNames.kind(
                    ofContent: try await files.bytes(path, limit: PublicFiles.contentLimit) ?? [])
            } catch let error as ToolError {
                findings.add(.unexamined, shown, ShownPath(error.problem).text)
            }
            let isAsset = isAssets && FileNames.isAsset(Array(name.utf8))
            if !isAsset, let kind = FileNames.kind(of: Array(name.utf8)) {
                findings.add(kind, shown)
            } else if let content {
                findings.add(content, shown, "by its content")
            } else if status.mode & 0o111 != 0, !isAsset {
                findings.add(.program, shown, "it is executable")
            } else if isTop && (template != .fcgidAuthorizer || name.hasPrefix(".")) || (isAssets && !isAsset) {
                findings.add(.unexpected, shown)
            }
        }

        private mutating func checkData(_ directory: String, isReachable: Bool, depth: Int) async throws {
            guard let own = try await files.attributes(directory)?.status else { return }
            if depth == 0 {
                if own.mode & 0o077 != 0 { findings.add(.dataMode, ShownPath(directory)) }
                if directory == site.directory || directory.hasPrefix(site.directory + "/") {
                    findings.add(.dataPublic, ShownPath(directory))
                }
            }
            if own.owner != site.owner { findings.add(.dataOwner, ShownPath(directory), "user \(own.owner)") }
            let isReachable = isReachable && own.mode & 0o011 != 0
            for entry in try await entries(directory, depth: depth) {
                let path = "\(directory)/\(entry.name)"
                guard let status = entry.attributes.status else {
                    findings.add(.unexamined, ShownPath(path))
                    continue
                }
                switch status.kind {
                case .link: findings.add(.dataLink, ShownPath(path))
                case .special: break
                case .directory: try await checkData(path, isReachable: isReachable, depth: depth + 1)
                case .file:
                    if status.owner != site.owner { findings.add(.dataOwner, ShownPath(path), "user \(status.owner)") }
                    if isReachable, status.mode & 0o066 != 0 { findings.add(.dataReadable, ShownPath(path)) }
                }
            }
        }
    }

    extension SFTPAttributes {
        /// `nil` if the server did not say everything.
        fileprivate var status: FileStatus? {
            guard let mode, let owner, let group else { return nil }
            let kind: FileStatus.Kind =
                isRegularFile ? .file : isDirectory ? .directory : isLink ? .link : .special
            return FileStatus(kind: kind, mode: mode & 0o7777, owner: owner, group: group)
        }
    }
#endif
