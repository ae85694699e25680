#if Tool
    internal import FastCGI

    /// Probes a site with planted canaries.
    struct SiteProbe {
        let url: ProbeURL
        let directory: String
        let address: String
        let timeout: Duration
        let largestBody: Int
        /// The target of a request whose response comes in pieces.
        var streamTarget: String?
        let console: Console

        /// Probes a site whose directory is on this machine.
        ///
        /// - Throws: ``ToolError`` if the canaries cannot be written.
        func run() async throws -> ProbeReport {
            try await run(with: try PlantedCanaries(in: directory))
        }

        /// Plants the canaries, sends all requests, and removes the canaries: also after an error, SIGINT, SIGTERM or SIGHUP.
        ///
        /// - Throws: ``ToolError`` if the canaries cannot be written.
        func run(with planted: some CanaryFiles) async throws -> ProbeReport {
            for name in try await planted.removeLeftovers() {
                console.note("removed \(directory)/\(name), which an interrupted probe left behind", .yellow)
            }
            let set = CanarySet(directory: directory)
            let removing: @Sendable () -> Void = { planted.removeNow() }
            return try await Interruption.withCleanUp(removing) {
                do {
                    try await planted.plant(set)
                    let report = await probe(set, planted)
                    reportRest(await planted.remove())
                    return report
                } catch {
                    reportRest(await planted.remove())
                    throw error
                }
            }
        }

        private func reportRest(_ names: [String]) {
            guard !names.isEmpty else { return }
            console.note("cannot remove from \(directory): \(names.joined(separator: " ")); remove them by hand", .red)
        }

        private func probe(_ set: CanarySet, _ planted: some CanaryFiles) async -> ProbeReport {
            var report = ProbeReport(url: url.origin + url.mount + "/", directory: directory)
            let judge = LeakJudge(set.canaries, existing: await existingFiles(planted))
            var main: OriginProbe.Findings?
            for origin in [url, url.otherScheme].compactMap({ $0 }) {
                let transport = ProbeTransport(url: origin, address: address, timeout: timeout)
                var probe = OriginProbe(transport: transport, set: set, judge: judge) {
                    await planted.exists(set.traceFile)
                }
                await probe.prove()
                if probe.findings.isThisDirectory {
                    await probe.lookForLeaks { index, count in
                        if index % 50 == 0 { console.progress("\(origin.origin): request \(index) of \(count)") }
                    }
                }
                console.progress("")
                report.requests += probe.findings.requests
                report.add(probe.findings.leaks)
                if origin == url {
                    main = probe.findings
                    guard probe.findings.responses > 0 else {
                        report.reason = "\(origin.origin) does not respond: \(probe.findings.failure ?? "no response")"
                        report.remedy = "Check the URL, or pass --address with the numeric address of the host."
                        return report
                    }
                    let rules = await planted.beginning(of: ".htaccess", limit: 1_000_000) ?? []
                    report.checks += identityChecks(probe, rules: String(decoding: rules, as: UTF8.self))
                    report.checks += coverageChecks(probe.findings)
                } else if !probe.findings.isThisDirectory {
                    report.add(
                        "\(origin.scheme.rawValue)", .note,
                        probe.findings.proofStatus.map { "status \($0), and nothing of this directory" }
                            ?? "no response (\(probe.findings.failure ?? ""))")
                }
            }
            if let main, main.isThisDirectory {
                var facts = HostFacts(
                    transport: ProbeTransport(url: url, address: address, timeout: timeout), largestBody: largestBody,
                    streamTarget: streamTarget)
                await facts.look()
                report.checks += facts.checks
                report.requests += facts.requests
            }
            await addTLS(to: &report)
            conclude(&report, main)
            return report
        }

        /// What must not leak although nobody planted it.
        private func existingFiles(_ planted: some CanaryFiles) async -> [LeakJudge.ExistingFile] {
            var files: [LeakJudge.ExistingFile] = []
            for (name, kind, length) in [("app.fcgi", "the program", 4096), (".htaccess", "the .htaccess", 200)] {
                guard let beginning = await planted.beginning(of: name, limit: length), beginning.count >= 32 else {
                    continue
                }
                files.append(LeakJudge.ExistingFile(kind: kind, path: name, beginning: beginning))
            }
            return files
        }

        // MARK: - Conclusions

        private func identityChecks(_ probe: OriginProbe, rules: String) -> [ProbeReport.Check] {
            let findings = probe.findings
            guard let proof = findings.proof else {
                guard findings.isThisDirectory else { return [] }
                return [
                    ProbeReport.Check(
                        id: ".htaccess", state: .problem, text: "the web server does not read it here",
                        remedy:
                            "ask the host for AllowOverride FileInfo AuthConfig Indexes Options for this directory, or "
                            + "move the application to a host that allows it")
                ]
            }
            var checks = [ProbeReport.Check(id: ".htaccess", state: .good, text: "the web server reads it here")]
            let words = proof.split(separator: " ")
            func value(_ name: String) -> String? {
                words.first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
            }
            if let address = value("address="), !address.contains("%") {
                checks.append(
                    ProbeReport.Check(
                        id: "client address", state: .note, text: "the web server gives the application \(address)",
                        remedy: "if that is not your address, a proxy is in front: list it in GateConfiguration.proxies"
                    ))
            } else {
                checks.append(
                    ProbeReport.Check(
                        id: "client address", state: .unknown,
                        text: "this web server does not show it (Apache before 2.4.13)"))
            }
            checks.append(authorizationCheck(arrives: proof.contains(probe.credential), rules))
            return checks
        }

        /// What was not tried.
        private func coverageChecks(_ findings: OriginProbe.Findings) -> [ProbeReport.Check] {
            var checks: [ProbeReport.Check] = []
            if findings.isWideOpen {
                checks.append(
                    ProbeReport.Check(
                        id: "spellings", state: .note, text: "not tried, because plain requests show most files"))
            }
            let stalled = findings.stalls.filter { $0.value >= OriginProbe.mostStalls }.keys.sorted()
            if !stalled.isEmpty {
                checks.append(
                    ProbeReport.Check(
                        id: "stalled", state: .problem,
                        text: "requests for these had no response in time: \(stalled.joined(separator: " "))",
                        remedy: "the web server may try to run them: read its error log"))
            }
            return checks
        }

        private func authorizationCheck(arrives: Bool, _ rules: String) -> ProbeReport.Check {
            let id = "Authorization"
            guard arrives else {
                return ProbeReport.Check(
                    id: id, state: .unknown,
                    text: "the field did not come back from the web server; something in front of it "
                        + "may remove it")
            }
            return rules.split(separator: "\n").contains("CGIPassAuth On")
                ? ProbeReport.Check(
                    id: id, state: .good,
                    text: "reaches the web server, and CGIPassAuth On passes it to the application")
                : ProbeReport.Check(
                    id: id, state: .note,
                    text: "reaches the web server, but .htaccess has no CGIPassAuth On, so the "
                        + "application does not get it")
        }

        private func addTLS(to report: inout ProbeReport) async {
            guard let secure = [url, url.otherScheme].compactMap({ $0 }).first(where: { $0.scheme == .https }) else {
                return
            }
            if let facts = await TLSFacts.look(ProbeTransport(url: secure, address: address, timeout: timeout)) {
                report.checks += facts.checks
            } else if url.scheme == .https {
                report.add("certificate", .unknown, "openssl showed no certificate")
            }
        }

        private func conclude(_ report: inout ProbeReport, _ main: OriginProbe.Findings?) {
            if !report.leaks.isEmpty {
                report.result = .open
                report.remedy =
                    main?.proof != nil
                    ? "Replace the .htaccess: gatehouse htaccess --for \(directory) --replace"
                    : "Move everything but the program out of \(directory) now: this web server sends what is there."
                return
            }
            guard main?.isThisDirectory == true else {
                report.result = .inconclusive
                let status = main?.proofStatus.map { "status \($0)" } ?? "no response"
                report.reason =
                    "nothing leaked, but nothing shows either that the URL leads to \(directory) (\(status) for a "
                    + "subdirectory whose .htaccess responds with a word of its own)"
                report.remedy =
                    main?.proofStatus.map { $0 >= 500 } == true
                    ? "Read the error log of the host: a line of a .htaccess may be forbidden."
                    : "Check the URL and --dir. A web server without .htaccess, such as nginx, cannot be probed this way."
                return
            }
            report.result = report.checks.contains { $0.state == .problem } ? .misconfigured : .closed
        }
    }
#endif
