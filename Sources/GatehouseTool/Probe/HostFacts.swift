#if Tool
    /// What a host does with requests to the application, beside leaks.
    struct HostFacts {
        let transport: ProbeTransport
        /// The most bytes of a body that the probe sends.
        let largestBody: Int
        /// The target of a request whose response comes in pieces; `nil` if nobody has named one.
        let streamTarget: String?
        private(set) var checks: [ProbeReport.Check] = []
        private(set) var requests = 0

        init(transport: ProbeTransport, largestBody: Int, streamTarget: String?) {
            self.transport = transport
            self.largestBody = largestBody
            self.streamTarget = streamTarget
        }

        /// Looks at everything.
        mutating func look() async {
            await lookAtApplication()
            await lookAtMethods()
            await lookAtCompression()
            await measureBodyLimit()
            await measureStreaming()
        }

        private mutating func note(
            _ id: String, _ state: ProbeReport.Check.State, _ text: String, remedy: String? = nil
        ) {
            checks.append(ProbeReport.Check(id: id, state: state, text: text, remedy: remedy))
        }

        private mutating func send(_ request: ProbeRequest) async -> ProbeResponse? {
            requests += 1
            return try? await transport.send(request)
        }

        private var mount: String { transport.url.mount }

        private mutating func lookAtApplication() async {
            guard let response = await send(ProbeRequest(target: "\(mount)/\(Canary.word())")),
                let status = response.status
            else {
                note("application", .problem, "no response to a path that does not exist", remedy: "read the error log")
                return
            }
            guard status < 500 else {
                note(
                    "application", .problem,
                    "status \(status) for a path that does not exist: the application does not run",
                    remedy: "read the error log of the host, and run the program there with --check")
                return
            }
            guard status != 421 else {
                note(
                    "application", .problem,
                    "status 421: the application does not serve the host \(transport.url.host)",
                    remedy: "name the host in its settings: GATEHOUSE_HOSTS=\(transport.url.host)")
                return
            }
            note("application", .good, "status \(status) for a path that does not exist")
        }

        private mutating func lookAtMethods() async {
            let word = Canary.word()
            let trace = ProbeRequest(method: "TRACE", target: "\(mount)/", fields: ["X-Probe: \(word)"])
            if let response = await send(trace) {
                let isEchoed = String(decoding: response.body, as: UTF8.self).contains(word)
                note(
                    "TRACE", isEchoed ? .note : .good,
                    isEchoed
                        ? "the web server repeats the request; only TraceEnable Off in its own configuration turns that off"
                        : "refused")
            }
            if let response = await send(ProbeRequest(method: "HEAD", target: "\(mount)/")),
                let status = response.status
            {
                note(
                    "HEAD", response.body.isEmpty ? .good : .problem,
                    response.body.isEmpty
                        ? "status \(status), no body"
                        : "status \(status) with a body of \(response.body.count) bytes, which breaks HTTP/1.1 (RFC 9110, 9.3.2)"
                )
            }
        }

        private mutating func lookAtCompression() async {
            let request = ProbeRequest(target: "\(mount)/", fields: ["Accept-Encoding: gzip, br, zstd"])
            guard let response = await send(request) else { return }
            let encoding = response.field("content-encoding")
            note("compression", .note, encoding.map { "the host compresses responses (\($0))" } ?? "none for \(mount)/")
        }

        // MARK: - Streaming

        /// Sees whether the response of a route arrives in pieces.
        private mutating func measureStreaming() async {
            let id = "streaming"
            guard let streamTarget else {
                note(id, .unknown, "not measured: name a route that sends its response in pieces with --stream PATH")
                return
            }
            requests += 1
            let arrivals = Arrivals()
            guard let response = try? await transport.send(ProbeRequest(target: streamTarget), arrivals),
                let status = response.status
            else {
                note(id, .unknown, "\(streamTarget) did not respond within \(transport.timeout)")
                return
            }
            let pieces = arrivals.pieces
            guard status < 300, let first = pieces.first, let last = pieces.last else {
                note(
                    id, .unknown, "not measured: \(streamTarget) responds with \(status) and sends nothing in pieces",
                    remedy: "name a route that everyone may read and that sends its response in pieces")
                return
            }
            guard pieces.count > 1 else {
                note(
                    id, .note,
                    "all \(response.body.count) bytes arrive at once, \(Self.seconds(first)) after the request",
                    remedy:
                        "if the program sends them in pieces, the web server or a proxy holds them back: ask the host for "
                        + "FcgidOutputBufferSize 0")
                return
            }
            note(
                id, .good,
                "\(pieces.count) pieces arrive, \(Self.seconds(first)) to \(Self.seconds(last)) after the request")
        }

        private static func seconds(_ duration: Duration) -> String {
            let hundredths = Int(duration / .milliseconds(10))
            let rest = hundredths % 100
            return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
        }

        // MARK: - Body limit

        /// Finds the largest body with the same status as a body of one byte, to 1 KiB.
        private mutating func measureBodyLimit() async {
            let target = "\(mount)/\(Canary.word())"
            func post(_ length: Int) -> ProbeRequest {
                ProbeRequest(method: "POST", target: target, bodyLength: length)
            }
            guard let first = await send(post(1)), let status = first.status else {
                note("body limit", .unknown, "a POST with one byte got no response")
                return
            }
            var accepted = 1
            var refused: (length: Int, response: ProbeResponse?)?
            // mod_fcgid's default, 131,072, is the first guess, and one more the second.
            for length in [131_072, 131_073, 262_144, 524_288, 1_048_576, largestBody] where length <= largestBody {
                let response = await send(post(length))
                guard response?.status == status else {
                    refused = (length, response)
                    break
                }
                accepted = length
            }
            guard var (limit, response) = refused else {
                note("body limit", .note, "none up to \(accepted) bytes, status \(status)")
                return
            }
            while limit - accepted > 1024 {
                let middle = (accepted + limit) / 2
                let next = await send(post(middle))
                if next?.status == status { accepted = middle } else { (limit, response) = (middle, next) }
            }
            let isExact = limit - accepted == 1
            note(
                "body limit", .note,
                "\(isExact ? "" : "about ")\(accepted) bytes; a longer body gets \(Self.refusal(response, first))")
        }

        /// Who refused a body. The gate marks every response, also its refusals.
        private static func refusal(_ response: ProbeResponse?, _ usual: ProbeResponse) -> String {
            guard let response, let status = response.status else { return "no response" }
            let mark = "x-content-type-options"
            guard usual.field(mark) != nil else { return "status \(status)" }
            return response.field(mark) == nil
                ? "status \(status) from the web server, before the application sees it"
                : "status \(status) from the application"
        }
    }
#endif
