#if Tool
    internal import NIOHTTP1

    /// The parameters that mod_fcgid sends behind the template `fcgid-rewrite`, for a program in the root of a site.
    enum RequestParameters {
        /// The environment in which mod_fcgid starts a program.
        static let environment = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

        /// The parameters of a request.
        ///
        /// - Parameters:
        ///   - request: the request.
        ///   - path: its path as Apache decodes it.
        ///   - directory: the public directory. It contains `app.fcgi`, as far as the program can tell.
        static func of(
            _ request: FrontRequest, path: [UInt8], directory: String
        ) -> [(name: String, value: String)] {
            let head = request.head
            var parameters: [(name: String, value: String)] = [
                ("PATH", environment["PATH"] ?? ""), ("gatehouse_modules", "1"), ("REDIRECT_gatehouse_modules", "1"),
                ("REDIRECT_STATUS", "200"), ("REDIRECT_URL", String(decoding: path, as: UTF8.self)),
                ("GATEWAY_INTERFACE", "CGI/1.1"), ("SERVER_SOFTWARE", "gatehouse serve"),
                ("SERVER_PROTOCOL", "HTTP/\(head.version.major).\(head.version.minor)"),
                ("SERVER_NAME", name(of: request.host ?? request.server.address)),
                ("SERVER_ADDR", request.server.address), ("SERVER_PORT", String(request.server.port)),
                ("SERVER_ADMIN", "[no address given]"), ("SERVER_SIGNATURE", ""),
                ("REMOTE_ADDR", request.client.address), ("REMOTE_PORT", String(request.client.port)),
                ("REQUEST_SCHEME", "http"), ("REQUEST_METHOD", head.method.rawValue), ("REQUEST_URI", head.uri),
                ("QUERY_STRING", request.query), ("DOCUMENT_ROOT", directory), ("CONTEXT_PREFIX", ""),
                ("CONTEXT_DOCUMENT_ROOT", directory), ("SCRIPT_NAME", "/app.fcgi"),
                ("SCRIPT_FILENAME", "\(directory)/app.fcgi"), ("PATH_INFO", "/"),
                ("PATH_TRANSLATED", "redirect:/app.fcgi/"), ("FCGI_ROLE", "RESPONDER"),
            ]
            if !request.query.isEmpty { parameters.append(("REDIRECT_QUERY_STRING", request.query)) }
            if request.hasBody { parameters.append(("CONTENT_LENGTH", String(request.body.count))) }
            return parameters + fields(of: head.headers)
        }

        /// The header fields as parameters. Repeated fields are joined. As in Apache, a name with other characters than
        /// letters, digits and "-" does not arrive, and neither does `Proxy` (httpoxy).
        private static func fields(of headers: HTTPHeaders) -> [(name: String, value: String)] {
            var names: [String] = []
            var values: [String: String] = [:]
            for (name, value) in headers {
                guard let parameter = parameter(for: name) else { continue }
                if let old = values[parameter] {
                    values[parameter] = old + (parameter == "HTTP_COOKIE" ? "; " : ", ") + value
                } else {
                    names.append(parameter)
                    values[parameter] = value
                }
            }
            return names.map { ($0, values[$0] ?? "") }
        }

        private static func parameter(for name: String) -> String? {
            let isPlain = name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
            guard isPlain, !name.isEmpty else { return nil }
            let upper = name.uppercased().replacing("-", with: "_")
            switch upper {
            // The server has read the body, so its length is known.
            case "PROXY", "CONTENT_LENGTH", "TRANSFER_ENCODING": return nil
            case "CONTENT_TYPE": return upper
            default: return "HTTP_" + upper
            }
        }

        /// The host without its port.
        private static func name(of host: String) -> String {
            if host.hasPrefix("[") { return String(host.prefix { $0 != "]" }) + "]" }
            return String(host.prefix { $0 != ":" })
        }
    }
#endif
