#if DEBUG
    internal import GatewayInterface
    internal import HTTPTypes

    /// A page with the details of an error, only in debug builds and only for a browser on the same machine.
    ///
    /// A release build does not contain this code.
    struct DebugPage {
        private static let title = "Gatehouse debug page: only in debug builds, only for this machine."

        private let request: Request
        private let summary: String
        private let error: [Row]
        private let calls: [ThrownErrors.Call]
        private let parts: [Row]
        private let fields: [Row]

        private typealias Row = (name: String, value: String)

        /// `nil` unless client and server are the same machine, without a proxy that could hide another client.
        init?(_ error: any Error, _ record: RequestRecord, _ request: Request, _ table: RouteTable) {
            guard request.origin.isOwnMachine else { return nil }
            self.request = request
            summary = record.summary
            calls = Self.calls(of: error)
            self.error = [
                ("error", Self.quoted(String(reflecting: type(of: error)).utf8)),
                ("message", Self.quoted(String(describing: error).utf8)),
                ("thrown", calls.first.map { "\($0.file):\($0.line)" } ?? "at an unknown line"),
                ("incident", record.incident ?? "none"),
            ]
            let route =
                table.route(request.method, request.target.segments) ?? table.routes(request.target.segments).first
            var parts: [Row] = [
                (
                    "request",
                    "\(request.method.rawValue) \(Self.quoted(request.parameters.bytes(of: .requestURI) ?? []))"
                )
            ]
            if let route {
                parts += Self.parameters(of: route, in: request)
                parts += [
                    ("route", "\(route.method.rawValue) \(route.pattern.text)"),
                    ("declared", route.location.description),
                    ("rule", route.rule + (record.decision == .denied ? " (it failed)" : " (it allowed the request)")),
                    ("evidence", String(reflecting: route.evidence)),
                ]
            } else {
                parts.append(("route", "none"))
            }
            self.parts = parts
            fields = Self.fields(of: request)
        }

        /// The calls that led to an error, without the gate's own calls around rules and handlers.
        private static func calls(of error: any Error) -> [ThrownErrors.Call] {
            guard let calls = ThrownErrors.current?.calls(of: error), let first = calls.first else { return [] }
            let directory = #filePath.dropLast("DebugPage.swift".count)
            return [first] + calls.dropFirst().prefix(31).prefix { !$0.file.hasPrefix(directory) }
        }

        private static func quoted(_ bytes: some Collection<UInt8>) -> String {
            LogText.quoted(bytes, upTo: 2048)
        }

        private static func parameters(of route: Route, in request: Request) -> [Row] {
            let path = PathParameters(route.pattern, matching: request.target.segments)
            var rows: [Row] = route.pattern.parameters.compactMap { parameter in
                (try? path[parameter.name]).map { ("{\(parameter.name)}", quoted($0.utf8)) }
            }
            if let rest = route.pattern.rest, let segments = try? path.rest(rest) {
                rows.append(("{\(rest)...}", segments.map { quoted($0.utf8) }.joined(separator: " ")))
            }
            return rows
        }

        /// The header fields of the request. Values that prove who the client is are hidden.
        private static func fields(of request: Request) -> [Row] {
            let secrets = ["auth", "cookie", "csrf", "key", "password", "secret", "session", "signature", "token"]
            return request.parameters.textPairs.compactMap { pair in
                let name: String
                if pair.name.hasPrefix("HTTP_") {
                    name = pair.name.dropFirst(5).lowercased().replacing("_", with: "-")
                } else if pair.name == "CONTENT_TYPE" || pair.name == "CONTENT_LENGTH" {
                    name = pair.name.lowercased().replacing("_", with: "-")
                } else {
                    return nil
                }
                let isSecret = secrets.contains { name.contains($0) }
                return (name, isSecret ? "(hidden)" : quoted(pair.value.utf8))
            }
        }

        /// The response: a page for a client that accepts HTML, otherwise plain text.
        func response(_ status: HTTPResponse.Status, _ headers: HTTPFields) -> Response {
            var response = Response.plain(status)
            if request.acceptsHTML {
                response.headers[.contentType] = "text/html; charset=utf-8"
                response.body = .bytes(html(status).bytes)
            } else {
                response.body = .text(text)
            }
            for field in headers { response.headers[field.name] = field.value }
            return response
        }

        // MARK: Text

        private var text: String {
            var text = "\(Self.title)\n\n\(summary)\n"
            func add(_ rows: [Row]) {
                for row in rows {
                    text += row.name
                    text += String(repeating: " ", count: max(1, 10 - row.name.utf8.count)) + row.value + "\n"
                }
            }
            add(error)
            if let first = calls.first {
                text += "\n"
                for line in first.source {
                    text += "\(line.number == first.line ? ">" : " ") \(line.number)  \(line.text)\n"
                }
                for call in calls { text += "\n\(call.function)\n    \(call.file):\(call.line)" }
                text += "\n\n"
            }
            add(parts)
            text += "\n"
            add(fields)
            return text
        }

        // MARK: HTML

        private func html(_ status: HTTPResponse.Status) -> HTML {
            let style: HTML = """
                <style nonce="\(request.nonce)">
                body { font-family: sans-serif; margin: 2em }
                pre { background: #f4f4f4; overflow: auto; padding: 0.5em }
                mark { background: #ffd0d0 }
                th { text-align: left; vertical-align: top; padding-right: 1em; font-weight: normal; color: #555 }
                td, summary { font-family: monospace; overflow-wrap: anywhere }
                </style>

                """
            let body: HTML = """
                <p>\(Self.title)</p>
                <h1>\(status.code) \(status.reasonPhrase)</h1>
                \(Self.html(error))
                <h2>Calls</h2>
                \(callsAsHTML)
                <h2>Request</h2>
                \(Self.html(parts))
                <h2>Header fields</h2>
                \(Self.html(fields))
                """
            return Page("\(status.code) \(status.reasonPhrase)", body, head: style).html
        }

        private static func html(_ rows: [Row]) -> HTML {
            "<table>\n\(rows.map { "<tr><th scope=\"row\">\($0.name)</th><td>\($0.value)</td></tr>\n" as HTML })</table>"
        }

        /// The calls from the `throw` outwards. The first one is open, and the first one in the program's own code.
        private var callsAsHTML: HTML {
            guard !calls.isEmpty else { return "<p>The line is unknown.</p>" }
            let own = calls.firstIndex { !$0.file.contains("/checkouts/") }
            let pieces = calls.enumerated().map { index, call in
                """
                <details\(index == 0 || index == own ? " open" : "")>
                <summary>\(call.function)<br>\(call.file):\(call.line)</summary>
                \(Self.html(call))</details>

                """ as HTML
            }
            return "\(pieces)"
        }

        private static func html(_ call: ThrownErrors.Call) -> HTML {
            guard !call.source.isEmpty else { return "<p>The file cannot be read.</p>\n" }
            let lines = call.source.map { line in
                let text: HTML = "\(line.number)  \(line.text)"
                return line.number == call.line ? "<mark>\(text)</mark>\n" : text + "\n"
            }
            return "<pre>\(lines)</pre>\n"
        }
    }

    extension Request {
        /// Whether the client is a browser that shows a page. Other clients get text.
        fileprivate var acceptsHTML: Bool {
            guard let accept = headers[.accept] else { return false }
            return accept.utf8.split(separator: UInt8(ascii: ","))
                .contains { MediaType(String(Substring($0)))?.isType("text/html") == true }
        }
    }
#endif
