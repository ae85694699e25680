#if Tool
    internal import ArgumentParser

    /// Sends one request to a program, without a web server.
    struct RequestCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "request",
            abstract: "Sends one request to a program, without a web server.",
            discussion: """
                The program handles the request as under CGI. The response is on standard output, and its log on standard error, \
                with the rule that decided.

                  gatehouse request /
                  gatehouse request /message -d "name=Ada&text=Hello"
                  gatehouse request /messages -H "Authorization: Basic b3duZXI6c2VjcmV0"
                """
        )

        @Argument(help: "The request target: a path, with its query.")
        var target: String

        @OptionGroup var program: ProgramOption

        @Option(name: .shortAndLong, help: "The method. Defaults to GET, or to POST with a body.")
        var method: String?

        @Option(
            name: [.customShort("H"), .long],
            help: "A header field, such as \"Accept: application/json\". Can be repeated.")
        var header: [String] = []

        @Option(
            name: .shortAndLong, help: "The body, by default application/x-www-form-urlencoded. @FILE reads a file.")
        var data: String?

        @Option(help: "The host of the request.")
        var host = "localhost"

        @Option(help: "The address of the client.")
        var address = "127.0.0.1"

        @Flag(help: "The request came by HTTPS.")
        var https = false

        @Flag(help: "Prints only the body.")
        var body = false

        func run() async throws {
            let console = Console.current
            let path = try program.path()
            let input = try content()
            let run = try await ProgramRun.of(
                path, environment: try variables(program: path, bytes: input?.count), input: input ?? [])
            if !run.error.isEmpty {
                console.note(String(run.errorText.dropLast(run.errorText.hasSuffix("\n") ? 1 : 0)))
            }
            guard let response = CGIResponse(run.output) else {
                throw ToolError(
                    "\(path) exited with \(run.status) and sent no response",
                    remedy: run.status == 78 ? "correct its settings, which the lines above name" : nil,
                    status: .unavailable)
            }
            if !body {
                console.print(response.status, response.status.hasPrefix("2") ? .green : .yellow)
                for field in response.fields { console.print(field) }
                console.print("")
            }
            if let text = String(validating: response.body, as: UTF8.self) {
                if !text.isEmpty { console.print(String(text.dropLast(text.hasSuffix("\n") ? 1 : 0))) }
            } else {
                console.note("The body has \(response.body.count) bytes, which are not text.")
            }
        }

        private func content() throws -> [UInt8]? {
            guard let data else { return nil }
            guard data.hasPrefix("@") else { return Array(data.utf8) }
            let path = LocalFiles.absolute(String(data.dropFirst()))
            guard let bytes = try LocalFiles.bytes(path, limit: 100_000_000) else {
                throw ToolError("there is no file \(path)", remedy: "check the path after \"@\"", status: .missingInput)
            }
            return bytes
        }

        /// The CGI variables (RFC 3875).
        private func variables(program: String, bytes: Int?) throws -> [String: String] {
            guard target.hasPrefix("/") || target == "*" || target.contains("://"), !target.contains("\0") else {
                throw ToolError(
                    "\(target.debugDescription) is not a request target", remedy: "begin it with a slash",
                    status: .usage)
            }
            var variables = [
                "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1", "SERVER_SOFTWARE": "gatehouse",
                "REQUEST_METHOD": method ?? (bytes == nil ? "GET" : "POST"), "REQUEST_URI": target,
                "QUERY_STRING": String(target.drop { $0 != "?" }.dropFirst()), "REMOTE_ADDR": address,
                "SERVER_NAME": host, "SERVER_PORT": https ? "443" : "80", "HTTP_HOST": host, "SCRIPT_NAME": "",
                "SCRIPT_FILENAME": program,
            ]
            if https { variables["HTTPS"] = "on" }
            if let bytes {
                variables["CONTENT_LENGTH"] = String(bytes)
                variables["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
            }
            for field in header {
                guard let colon = field.firstIndex(of: ":"), colon > field.startIndex,
                    field[..<colon].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "_") })
                else {
                    throw ToolError(
                        "\(field.debugDescription) is not a header field", remedy: "write it as \"Name: value\"",
                        status: .usage)
                }
                let name = field[..<colon].uppercased().replacing("-", with: "_")
                let value = String(field[field.index(after: colon)...].drop { $0 == " " })
                variables[name == "CONTENT_TYPE" || name == "CONTENT_LENGTH" ? name : "HTTP_\(name)"] = value
            }
            return variables
        }
    }
#endif
