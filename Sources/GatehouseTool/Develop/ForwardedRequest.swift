#if Tool
    internal import FastCGIClient
    internal import NIOCore
    internal import NIOHTTP1

    /// A request that a process of the application responds to.
    struct ForwardedRequest {
        /// No response has begun. The client gets a page.
        struct NoResponse: Error {
            /// How the program ended; `nil` if it still runs.
            let end: ServedProgram.End?
        }

        /// What mod_fcgid refuses: a larger body (FcgidMaxRequestLen), and larger header fields of a response.
        static let bodyLimit = 131_072
        static let headLimit = 8_192

        let request: FrontRequest
        let responder: FrontResponder
        let program: ServedProgram
        /// The state before the request, for the reload script.
        let number: Int
        /// The path of the event stream.
        let path: String
        let console: Console

        /// What has arrived of the response.
        private struct Progress {
            var head: [UInt8] = []
            var status: HTTPResponseStatus?
            /// The bytes of the body that are missing according to Content-Length; `nil` for a stream.
            var missing: Int?
            var page: ReloadedPage?
            var log = LineBuffer()
            var record: LogLine?
        }

        /// Sends the request, and the response to the browser.
        func run(_ parameters: [(name: String, value: String)], since start: ContinuousClock.Instant) async throws {
            if request.body.count > Self.bodyLimit {
                console.note(
                    "warning: the body has \(request.body.count) bytes; mod_fcgid refuses more than \(Self.bodyLimit) with 500, "
                        + "unless the host raises FcgidMaxRequestLen", .yellow)
            }
            var progress = Progress()
            do {
                try await ProgramExchange.send(
                    ClientRequest(parameters, body: request.body), to: program.socket
                ) { part in
                    switch part {
                    case .error(let bytes): note(bytes, &progress)
                    case .output(let bytes): try await pass(bytes, &progress)
                    }
                }
                guard let status = progress.status else { throw ProgramExchange.Incomplete() }
                let hasNoBody = request.head.method == .HEAD || [.noContent, .notModified].contains(status)
                guard hasNoBody || (progress.missing ?? 0) == 0 else { throw ProgramExchange.Incomplete() }
                if let page = progress.page { try await responder.write(page.ending) }
                try await responder.finish()
                print(progress, since: start)
            } catch {
                guard progress.status == nil else {
                    print(progress, since: start)
                    throw error
                }
                try Task.checkCancellation()
                // The page that follows has a line of its own.
                throw NoResponse(end: await endOfProgram())
            }
        }

        /// Passes on a part of the response.
        private func pass(_ bytes: [UInt8], _ progress: inout Progress) async throws {
            var body = bytes
            if progress.status == nil {
                progress.head += bytes
                guard let end = Self.endOfHead(progress.head) else {
                    guard progress.head.count <= Self.headLimit else {
                        console.note(
                            "error: the header fields are larger than 8 KiB; mod_fcgid responds with 500", .red)
                        throw ProgramExchange.Incomplete()
                    }
                    return
                }
                guard let response = CGIResponse(Array(progress.head[..<end])), end <= Self.headLimit else {
                    console.note("error: the response has no valid header fields", .red)
                    throw ProgramExchange.Incomplete()
                }
                body = Array(progress.head[end...])
                try await begin(response, &progress)
            }
            if let missing = progress.missing {
                if body.count > missing {
                    console.note("warning: the body is longer than its Content-Length, and is cut", .yellow)
                    body.removeSubrange(missing...)
                }
                progress.missing = missing - body.count
            }
            try await responder.write(body)
        }

        private func begin(_ response: CGIResponse, _ progress: inout Progress) async throws {
            let code = Int(response.status.prefix { $0 != " " }) ?? 0
            guard (200..<600).contains(code) else {
                console.note("error: the status of the response is \(code)", .red)
                throw ProgramExchange.Incomplete()
            }
            let status = HTTPResponseStatus(statusCode: code)
            var fields = HTTPHeaders()
            for field in response.fields {
                guard let colon = field.firstIndex(of: ":") else { continue }
                let name = String(field[..<colon])
                // The server frames the response.
                if ["connection", "keep-alive", "transfer-encoding", "upgrade"].contains(name.lowercased()) {
                    continue
                }
                fields.add(name: name, value: String(field[field.index(after: colon)...].drop { $0 == " " }))
            }
            progress.page = ReloadedPage(request, status, fields, number: number, path: path)
            progress.missing = fields.first(name: "content-length").flatMap { Int($0) }
            progress.status = status
            try await responder.begin(status, progress.page?.fields ?? fields)
        }

        /// The index after the empty line that ends the header fields.
        private static func endOfHead(_ bytes: [UInt8]) -> Int? {
            var isLineEmpty = false
            for (index, byte) in bytes.enumerated() {
                if byte == UInt8(ascii: "\n") {
                    if isLineEmpty { return index + 1 }
                    isLineEmpty = true
                } else if byte != UInt8(ascii: "\r") {
                    isLineEmpty = false
                }
            }
            return nil
        }

        /// Prints the complete lines of the program's log, except its record of this request.
        private func note(_ bytes: [UInt8], _ progress: inout Progress) {
            for line in progress.log.add(bytes) {
                if let record = LogLine(line[...]), RequestLine.isRecord(record) {
                    progress.record = record
                } else {
                    console.note(line)
                }
            }
        }

        private func print(_ progress: Progress, since start: ContinuousClock.Instant) {
            let line = RequestLine(
                method: request.head.method.rawValue, path: request.path, status: Int(progress.status?.code ?? 502),
                duration: .now - start, log: progress.record)
            console.print(line.text(), line.style)
        }

        /// How the program ended, if it has done so now.
        private func endOfProgram() async -> ServedProgram.End? {
            for _ in 0..<20 {
                if let end = program.end { return end }
                try? await Task.sleep(for: .milliseconds(50))
            }
            return program.end
        }
    }
#endif
