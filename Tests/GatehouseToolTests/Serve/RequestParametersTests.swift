#if Tool
    import NIOHTTP1
    import Testing

    @testable import GatehouseTool

    extension FrontRequest {
        /// A request of a browser for a page.
        static func test(
            _ method: HTTPMethod = .GET, _ target: String = "/", _ fields: [(String, String)] = [], body: String? = nil,
            host: String? = "localhost:8080"
        ) -> FrontRequest {
            var headers = HTTPHeaders(fields)
            if let host { headers.add(name: "Host", value: host) }
            return FrontRequest(
                head: HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers),
                body: Array((body ?? "").utf8), hasBody: body != nil, client: ("127.0.0.1", 40_000),
                server: ("127.0.0.1", 8080))
        }

        /// What a browser adds when it opens a page.
        static let navigation = [
            ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"), ("Accept", "text/html,*/*;q=0.8"),
        ]
    }

    @Suite("Parameters of the development server")
    struct RequestParametersTests {
        private func parameters(_ request: FrontRequest, path: String = "/") -> [String: String] {
            let list = RequestParameters.of(request, path: Array(path.utf8), directory: "/p")
            #expect(Set(list.map(\.name)).count == list.count, "a parameter occurs twice")
            return Dictionary(list.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        }

        @Test("They are those of mod_fcgid behind the template fcgid-rewrite")
        func values() {
            let request = FrontRequest.test(
                .POST, "/a//b?q=1&r=%2F", [("Content-Type", "text/plain"), ("Content-Length", "2"), ("X-A", "1")],
                body: "ab")
            let values = parameters(request, path: "/a/b")
            let expected = [
                "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_METHOD": "POST", "REQUEST_URI": "/a//b?q=1&r=%2F",
                "QUERY_STRING": "q=1&r=%2F", "REDIRECT_QUERY_STRING": "q=1&r=%2F", "REDIRECT_URL": "/a/b",
                "REDIRECT_STATUS": "200", "SCRIPT_NAME": "/app.fcgi", "SCRIPT_FILENAME": "/p/app.fcgi",
                "PATH_INFO": "/", "SERVER_NAME": "localhost", "SERVER_PORT": "8080", "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "127.0.0.1", "REMOTE_PORT": "40000", "REQUEST_SCHEME": "http", "CONTENT_LENGTH": "2",
                "CONTENT_TYPE": "text/plain", "HTTP_HOST": "localhost:8080", "HTTP_X_A": "1",
                "FCGI_ROLE": "RESPONDER", "PATH": "/usr/local/bin:/usr/bin:/bin",
            ]
            for (name, value) in expected { #expect(values[name] == value, "\(name)") }
            #expect(values["HTTP_CONTENT_LENGTH"] == nil && values["HTTPS"] == nil && values["HOME"] == nil)
        }

        @Test("No field of a client becomes another parameter than HTTP_*, and Proxy does not arrive (httpoxy)")
        func hostileFields() {
            let values = parameters(
                .test(
                    .GET, "/",
                    [
                        ("Proxy", "http://evil.example"), ("X_Forwarded_For", "1"), ("Remote-Addr", "192.0.2.1"),
                        ("HTTPS", "on"), ("Content_Length", "5"), ("Transfer-Encoding", "chunked"), ("Ä", "1"),
                        ("Script-Filename", "/etc/passwd"),
                    ]))
            #expect(values["HTTP_PROXY"] == nil && values["HTTP_X_FORWARDED_FOR"] == nil)
            #expect(values["REMOTE_ADDR"] == "127.0.0.1" && values["HTTP_REMOTE_ADDR"] == "192.0.2.1")
            #expect(values["HTTPS"] == nil && values["HTTP_HTTPS"] == "on")
            #expect(values["CONTENT_LENGTH"] == nil && values["HTTP_TRANSFER_ENCODING"] == nil)
            #expect(values["SCRIPT_FILENAME"] == "/p/app.fcgi")
        }

        @Test("Repeated fields are joined, and cookies by a semicolon")
        func repeated() {
            let values = parameters(
                .test(.GET, "/", [("A-B", "1"), ("a-b", "2"), ("Cookie", "x=1"), ("Cookie", "y=2")]))
            #expect(values["HTTP_A_B"] == "1, 2")
            #expect(values["HTTP_COOKIE"] == "x=1; y=2")
        }

        @Test(
            "The host passes as it is, and only names of this machine get pages of the server itself",
            arguments: [
                ("localhost", true), ("localhost:8080", true), ("LOCALHOST:1", true), ("127.0.0.1:8080", true),
                ("[::1]:8080", true), ("tea.localhost:8080", true), ("evil.example", false),
                ("localhost.evil.example", false), ("127.0.0.1.evil.example", false), ("localhost:8080x", false),
                ("localhost:80@evil", false), ("", false), ("[::1", false), ("evil example.localhost", false),
                (".localhost", true),
            ])
        func hosts(host: String, isOwn: Bool) {
            let request = FrontRequest.test(host: host)
            #expect(request.isForThisMachine == isOwn)
            #expect(parameters(request)["HTTP_HOST"] == host)
            #expect(!FrontRequest.test(.GET, "/", [("Host", host)], host: host).isForThisMachine, "two fields")
        }
    }
#endif
