#if Tool
    internal import FastCGI

    /// The result of a check.
    struct SiteReport: Sendable {
        /// The public directory.
        let directory: String
        /// The findings that are not silenced.
        var findings: [Finding] = []
        /// The silenced findings, each with the reason.
        var silenced: [(finding: Finding, reason: String)] = []
        /// The number of further findings of a kind.
        var omitted: [(kind: FindingKind, count: Int)] = []
        /// What the check was not asked to examine.
        var notExamined: [String] = []
    }

    /// Examines a site. Nothing is changed.
    struct SiteCheck {
        private var site: Site
        private let silences: Silences?
        private let entryLimit: Int
        private let timeLimit: Duration

        init(
            _ site: Site, silences: Silences? = nil, entryLimit: Int = PublicFiles.entryLimit,
            timeLimit: Duration = .seconds(10)
        ) {
            self.site = site
            self.silences = silences
            self.entryLimit = entryLimit
            self.timeLimit = timeLimit
        }

        /// Runs all checks.
        mutating func run() async -> SiteReport {
            var failure: String?
            var htaccess: HtaccessFile?
            do throws(SystemError) {
                htaccess = try HtaccessFile.read(in: site.directory)
            } catch {
                failure = "\(error)"
            }
            // A template with the program outside names its directory.
            if site.privateDirectory == nil { site.privateDirectory = htaccess?.privateDirectory }
            site.findRoutes()
            var findings = Findings(for: site)
            if let failure {
                findings.add(.unexamined, ShownPath(site.directory + "/.htaccess"), failure)
            } else {
                HtaccessCheck(site, htaccess).check(&findings)
            }
            var files = PublicFiles(site, template: htaccess?.template, entryLimit: entryLimit)
            files.check(&findings)
            AccessCheck(site).check(&findings)
            DataCheck(site, entryLimit: entryLimit).check(&findings)
            let settings = SettingsCheck(site)
            settings?.check(htaccess, &findings)
            BinaryCheck(site, settings?.secrets ?? []).check(&findings)
            await ProtectionCheck(site, timeLimit: timeLimit).check(htaccess, settings, &findings)
            let mount = htaccess?.template == .fcgidAuthorizer ? site.mount : site.mount ?? htaccess?.mount
            OriginCheck(site, mount: mount).check(&findings)
            return report(findings)
        }

        private func report(_ findings: Findings) -> SiteReport {
            var findings = findings
            let all = findings.all
            let silences = silences?.all ?? []
            for silence in silences where !all.contains(where: silence.matches) {
                findings.add(
                    .unusedSilence, at: "\(ShownPath(self.silences?.path ?? "").text), line \(silence.line)",
                    silence.kind.id, command: "edit \(ShownPath(self.silences?.path ?? "").shellWord)")
            }
            var report = SiteReport(directory: site.directory)
            for finding in findings.all {
                if let silence = silences.first(where: { $0.matches(finding) }) {
                    report.silenced.append((finding, silence.reason))
                } else {
                    report.findings.append(finding)
                }
            }
            report.omitted = findings.omitted
            if site.data == nil { report.notExamined.append("databases and other data (pass --data)") }
            if site.settings == nil { report.notExamined.append("the settings file (pass --settings)") }
            return report
        }
    }

    extension Site {
        /// Takes `routes.json` beside the data, the settings or the program, unless another file was named.
        fileprivate mutating func findRoutes() {
            guard routes == nil else { return }
            let directories = [data, settings.map(DataCheck.parent), privateDirectory].compactMap { $0 }
            routes = directories.map { $0 + "/routes.json" }.first { (try? FileStatus(of: $0)) != nil }
        }
    }
#endif
