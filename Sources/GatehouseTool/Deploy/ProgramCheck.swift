#if Tool
    /// Whether a program works on this machine, with its settings, before the web server starts it.
    struct ProgramCheck: Sendable {
        let program: String
        let hosts: [String]

        /// Lists the routes, and sends one request.
        ///
        /// - Throws: ``ToolError`` with the program's own output, if it does not start or responds with a server error.
        func run() async throws {
            let list = try await ProgramRun.of(program, ["--routes=json"], timeout: .seconds(30))
            guard list.status == 0 else {
                throw failure("exited with \(list.status)", list.errorText, isConfiguration: list.status == 78)
            }
            let host = hosts.first ?? "localhost"
            let request = try await ProgramRun.of(
                program,
                environment: [
                    "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1", "REQUEST_METHOD": "GET",
                    "REQUEST_URI": "/", "QUERY_STRING": "", "SCRIPT_NAME": "", "REMOTE_ADDR": "127.0.0.1",
                    "SERVER_NAME": host, "SERVER_PORT": "443", "HTTP_HOST": host, "HTTPS": "on",
                ], timeout: .seconds(30))
            guard let response = CGIResponse(request.output) else {
                throw failure("sent no response", request.errorText, isConfiguration: false)
            }
            guard !response.status.hasPrefix("5") else {
                throw failure("responded with \(response.status)", request.errorText, isConfiguration: false)
            }
        }

        private func failure(_ problem: String, _ output: String, isConfiguration: Bool) -> ToolError {
            ToolError(
                "the new program \(problem); the old one still runs. It printed:\n\(output)",
                remedy: isConfiguration ? "correct the settings that it names, and deploy again" : nil,
                status: .configuration)
        }
    }
#endif
