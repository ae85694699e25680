#if Tool
    /// Probes one origin: proves that it leads to the directory, and looks for leaks.
    struct OriginProbe {
        /// What an origin shows.
        struct Findings {
            var leaks: [LeakJudge.Leak: ProbeReport.Leak] = [:]
            /// The text by which the subdirectory's own .htaccess shows that Apache reads it.
            var proof: String?
            /// Whether the content of that .htaccess was served, instead of the text.
            var isProofFilePublic = false
            var requests = 0
            /// The first reason why requests had no response.
            var failure: String?
            var responses = 0
            /// How many requests for a path had no response in time.
            var stalls: [String: Int] = [:]
            /// Whether most files are public without any trick. Then no other spelling is tried.
            var isWideOpen = false
            /// The status of the response to the request for the proof.
            var proofStatus: Int?

            /// Whether the URL leads to the directory: something came back that only this directory has.
            var isThisDirectory: Bool { proof != nil || isProofFilePublic || !leaks.isEmpty }
        }

        /// A path gets no further request after so many without a response. A web server that starts a canary as a program
        /// can wait for it for minutes.
        static let mostStalls = 2

        let transport: ProbeTransport
        let set: CanarySet
        let judge: LeakJudge
        /// Whether the web server has run the canary that leaves a file.
        let hasRun: @Sendable () async -> Bool
        private(set) var findings = Findings()
        /// What followed the name when the web server ran ``CanarySet/program``.
        private var runningSuffix: Substring?

        init(transport: ProbeTransport, set: CanarySet, judge: LeakJudge, hasRun: @escaping @Sendable () async -> Bool)
        {
            self.transport = transport
            self.set = set
            self.judge = judge
            self.hasRun = hasRun
        }

        private var mount: String { transport.url.mount }

        /// A word that the proof must repeat, sent as a credential.
        let credential = Canary.word()

        /// Asks for the proof, and for each file once. A host that gives neither gets no further request.
        mutating func prove() async {
            let request = ProbeRequest(
                target: "\(mount)/\(set.proofDirectory)/", fields: ["Authorization: Bearer \(credential)"])
            if let response = await send(request, for: set.proofDirectory) {
                findings.proofStatus = response.status
                let text = String(decoding: response.body, as: UTF8.self)
                if text.contains(set.proof) {
                    if text.contains("RedirectMatch") {
                        findings.isProofFilePublic = true
                    } else {
                        findings.proof = text
                    }
                }
            }
            for path in paths where !isGivenUp { _ = await send(Spellings.plain(path, mount: mount), for: path) }
            let leaked = Set(findings.leaks.keys.filter { $0.form != .name }.map(\.kind))
            findings.isWideOpen = leaked.count > judge.canaries.count / 2
        }

        /// Asks for every file in every spelling, unless plain requests have shown most of them.
        mutating func lookForLeaks(progress: (Int, Int) -> Void) async {
            let directories = set.directories + set.directories.map { "\($0)/" } + [""]
            var requests = directories.map { (path: $0, request: Spellings.plain($0, mount: mount)) }
            if !findings.isWideOpen {
                // The program first: what runs it need not run the others.
                for canary in [set.program] + judge.canaries.filter({ $0.path != set.program.path }) {
                    let targets = Spellings.targets(of: canary.path, mount: mount, isThorough: canary.isThorough)
                    requests += targets.map { (canary.path, ProbeRequest(target: $0)) }
                }
                for file in judge.existing {
                    let targets = Spellings.targets(of: file.path, mount: mount, isThorough: true)
                    requests += targets.map { (file.path, ProbeRequest(target: $0)) }
                }
                // One of each kind of handling: text, a script, a subdirectory, and the files that exist.
                let existing = judge.existing.map(\.path)
                for path in paths where path.hasSuffix(".txt") || path.hasSuffix(".php") || existing.contains(path) {
                    requests += Spellings.variants(of: path, url: transport.url).map { (path, $0) }
                }
            }
            for (index, (path, request)) in requests.enumerated() where !isGivenUp {
                progress(index, requests.count)
                _ = await send(request, for: path)
            }
        }

        private var paths: [String] { judge.canaries.map(\.path) + judge.existing.map(\.path) }

        private var isGivenUp: Bool {
            findings.responses == 0 && findings.stalls.count >= 3
        }

        private mutating func note(_ leak: LeakJudge.Leak, _ request: ProbeRequest) {
            let first = ProbeReport.Leak(
                what: leak.kind, form: leak.form, origin: transport.url.origin, request: request.summary, count: 0)
            findings.leaks[leak, default: first].count += 1
        }

        private mutating func noteRun(_ request: ProbeRequest) {
            note(LeakJudge.Leak(kind: set.program.kind, form: .ran), request)
            let plain = "\(mount)/\(set.program.path)"
            if request.target.hasPrefix(plain) { runningSuffix = request.target.dropFirst(plain.count) }
        }

        private mutating func send(_ request: ProbeRequest, for path: String) async -> ProbeResponse? {
            let isKnownToRun = findings.leaks[LeakJudge.Leak(kind: set.program.kind, form: .ran)] != nil
            guard findings.stalls[path, default: 0] < Self.mostStalls, !(isKnownToRun && path == set.program.path)
            else {
                return nil
            }
            findings.requests += 1
            let response = await exchange(request, for: path)
            if !isKnownToRun, await hasRun() { noteRun(request) }
            return response
        }

        private mutating func exchange(_ request: ProbeRequest, for path: String) async -> ProbeResponse? {
            do throws(ProbeTransport.Failure) {
                let response = try await transport.send(request)
                findings.responses += 1
                for leak in judge.leaks(in: response, to: request) { note(leak, request) }
                return response
            } catch {
                // Many web servers do not respond to HTTP/0.9.
                if !request.isBare { findings.stalls[path, default: 0] += 1 }
                findings.failure = findings.failure ?? "\(error)"
                return nil
            }
        }
    }
#endif
