#if Tool
    internal import FastCGI

    /// Checks what only the program knows: its hosts, limits, kind of build and open routes.
    struct ProtectionCheck {
        private let site: Site
        private let timeLimit: Duration

        init(_ site: Site, timeLimit: Duration = .seconds(10)) {
            self.site = site
            self.timeLimit = timeLimit
        }

        func check(_ htaccess: HtaccessFile?, _ settings: SettingsCheck?, _ findings: inout Findings) async {
            guard !findings.all.contains(where: { $0.kind == .programMissing }) else {
                settings?.checkProtections(&findings)
                return
            }
            do throws(ProgramReport.Failure) {
                let report = try await ProgramReport.of(site, hosts: htaccess?.hosts ?? [], timeLimit: timeLimit)
                for reported in report.findings { add(reported, &findings) }
                checkRoutes(report.openRoutes, &findings)
            } catch {
                findings.add(.programUnexamined, site.program, error.text)
                settings?.checkProtections(&findings)
            }
        }

        private func add(_ reported: ProgramReport.Reported, _ findings: inout Findings) {
            let reason = ProgramReport.escaped(reported.reason)
            guard let kind = FindingKind(rawValue: reported.id) else {
                findings.add(.programUnexamined, site.program, "it reports an unknown finding: \(reason)")
                return
            }
            // BinaryCheck may have found it without running the program.
            if kind == .debugBuild, findings.all.contains(where: { $0.kind == kind }) { return }
            findings.add(
                kind, at: ProgramReport.escaped(reported.place), reason,
                command: ProgramReport.escaped(reported.remedy))
        }

        private func checkRoutes(_ open: [ProgramReport.OpenRoute], _ findings: inout Findings) {
            guard let path = site.routes else {
                if !open.isEmpty { findings.add(.noRoutesFile, site.program) }
                return
            }
            var expected: Set<String> = []
            do {
                guard let text = try LocalFiles.text(path) else {
                    throw ToolError("it is missing", status: .missingInput)
                }
                let list = try RouteList(text, from: "the file")
                expected = Set(list.routes.filter { $0.rule == "everyone" }.map { "\($0.method) \($0.path)" })
            } catch {
                findings.add(.unexamined, ShownPath(path), ((error as? ToolError)?.problem).map(ProgramReport.escaped))
            }
            for route in open where !expected.contains("\(route.method) \(route.path)") {
                findings.add(
                    .openRoute, at: ProgramReport.escaped("\(route.method) \(route.path)"),
                    command: site.command(FindingKind.openRoute.remedy, for: site.program))
            }
        }
    }
#endif
