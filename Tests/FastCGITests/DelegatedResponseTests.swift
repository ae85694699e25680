import FastCGIClient
import HTTPTypes
import Testing

@testable import FastCGI

@Suite("Responses that the web server completes", .timeLimit(.minutes(5)))
struct DelegatedResponseTests {
    private static let plain500 = "500 Internal Server Error\n"

    /// The raw output of a handler, and the error that its response threw.
    private func ask(
        _ setting: Setting = Setting(),
        method: String = "GET",
        role: UInt16 = 1,
        _ response: @escaping @Sendable (consuming ResponseWriter) throws(FastCGIError) -> Void
    ) async throws -> (output: String, error: FastCGIError?) {
        let thrown = Box<FastCGIError?>(nil)
        let output = try await serving(
            responding { _, writer in
                do throws(FastCGIError) {
                    try response(writer)
                } catch {
                    thrown.value = error
                }
            },
            setting
        ) { address, _ in
            var peer = try Peer(address)
            try peer.send(ClientRequest([(name: "REQUEST_METHOD", value: method)], role: role).bytes())
            let records = try peer.records()
            return records.filter { $0.kind == .standardOutput }.flatMap(\.content)
        }
        return (String(decoding: output, as: UTF8.self), thrown.value)
    }

    /// A refused response: nothing of it is sent, and the client gets a 500.
    private func expectRefused(
        _ what: Comment,
        _ setting: Setting = Setting(),
        role: UInt16 = 1,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ response: @escaping @Sendable (consuming ResponseWriter) throws(FastCGIError) -> Void
    ) async throws {
        let (output, error) = try await ask(setting, role: role, response)
        #expect(error == FastCGIError(.invalidResponse, ""), what, sourceLocation: sourceLocation)
        #expect(output.hasPrefix("Status: 500 Internal Server Error\r\n"), what, sourceLocation: sourceLocation)
        #expect(output.hasSuffix("\r\n\r\n" + Self.plain500), what, sourceLocation: sourceLocation)
    }

    /// RFC 3875 allows no status, no other field and no body beside it. Breaks if the web server could redirect the
    /// client instead.
    @Test("A local redirect consists of Location only", arguments: ["GET", "HEAD", "POST"])
    func localRedirectIsOnlyLocation(method: String) async throws {
        let (output, error) = try await ask(method: method) { writer throws(FastCGIError) in
            try writer.redirect(toLocalPath: "/members/a b/é?x=1", query: "q=%2F&r=a+b'()")
        }
        #expect(error == nil)
        #expect(output == "Location: /members/a%20b/%C3%A9%3Fx%3D1?q=%2F&r=a+b'()\r\n\r\n")
    }

    @Test("A local redirect may have no query, and its path may be a directory or the root")
    func localRedirectMayOmitQuery() async throws {
        for (path, query, expected) in [
            ("/", nil, "/"), ("/a/", nil, "/a/"), ("/a", "", "/a?"), ("/~ada/x_y-z.html", nil, "/~ada/x_y-z.html"),
            ("/...", nil, "/..."), ("/100%", nil, "/100%25"), ("/%2e%2e/a", nil, "/%252e%252e/a"),
        ] as [(String, String?, String)] {
            let (output, _) = try await ask { writer throws(FastCGIError) in
                try writer.redirect(toLocalPath: path, query: query)
            }
            #expect(output == "Location: \(expected)\r\n\r\n")
        }
    }

    /// Breaks if the web server decodes the path to another one.
    @Test(
        "A file response is a 200 with its fields and the field that names the file, also for HEAD",
        arguments: [
            (FileSender.nginx, "/a b?c%2F;é.pdf", "X-Accel-Redirect: /a%20b%3Fc%252F%3B%C3%A9.pdf"),
            (.lighttpd, "/a b?c%2F;é.pdf", "X-Sendfile: /a%20b%3Fc%252F%3B%C3%A9.pdf"),
            (.apache, "/a b?c;é.pdf", "X-Sendfile: /a b?c;é.pdf"),
        ],
        ["GET", "HEAD"]
    )
    func fileResponseNamesFile(_ example: (FileSender, String, String), method: String) async throws {
        let (output, error) = try await ask(method: method) { writer throws(FastCGIError) in
            try writer.sendFile(
                example.1,
                by: example.0,
                headerFields: [.contentType: "application/pdf"]
            )
        }
        #expect(error == nil)
        #expect(
            output
                == "Status: 200 OK\r\nContent-Type: application/pdf\r\n\(example.2)\r\n\r\n"
        )
    }

    private static let badPaths = [
        "", "a", "a/b", "http://other/", "//other/a", "//", "/a//b", "/a//", "/..", "/../a", "/a/..", "/a/../b", "/.",
        "/./a", "/a/./b", "/a\r\nSet-Cookie: b=c", "/a\n", "/a\r", "/a\0", "/a\tb", "/\u{7F}", "/\u{1F}", "/\u{1B}[0m",
        " /a",
    ]

    /// An ambiguous path could reveal another file.
    @Test("An ambiguous path is refused", arguments: badPaths)
    func ambiguousPathIsRefused(_ path: String) async throws {
        let what: Comment = "\(path.debugDescription)"
        try await expectRefused(what) { writer throws(FastCGIError) in try writer.redirect(toLocalPath: path) }
        for sender in [FileSender.nginx, .apache, .lighttpd] {
            try await expectRefused(what) { writer throws(FastCGIError) in try writer.sendFile(path, by: sender) }
        }
    }

    @Test(
        "An invalid query is refused",
        arguments: ["a b", "a\r\nX: y", "a\0", "a#b", "%", "%2", "%zz", "a%2", "é", "a\"b", "<", "\\", "[", "\t"]
    )
    func invalidQueryIsRefused(_ query: String) async throws {
        try await expectRefused("\(query.debugDescription)") { writer throws(FastCGIError) in
            try writer.redirect(toLocalPath: "/a", query: query)
        }
    }

    @Test("A directory, and fields that finish() refuses, are refused in a file response")
    func invalidFileResponseIsRefused() async throws {
        try await expectRefused("directory") { writer throws(FastCGIError) in try writer.sendFile("/a/", by: .nginx) }
        try await expectRefused("root") { writer throws(FastCGIError) in try writer.sendFile("/", by: .apache) }
        for path in ["/a%2Fb", "/a%", "/a "] {
            try await expectRefused("\(path)") { writer throws(FastCGIError) in
                try writer.sendFile(path, by: .apache)
            }
        }
        for name in ["X-Sendfile", "X-Accel-Redirect", "Location", "Status", "Content-Length", "Connection"] {
            let field = try #require(HTTPField.Name(name))
            try await expectRefused("\(name)") { writer throws(FastCGIError) in
                try writer.sendFile("/a", by: .nginx, headerFields: [field: "1"])
            }
        }
    }

    @Test("A head of more than 8 KiB is refused")
    func longHeadIsRefused() async throws {
        let redirect = "Location: \r\n\r\n".utf8.count
        let fits = "/" + String(repeating: "a", count: 8192 - redirect - 1)
        let (output, _) = try await ask { writer throws(FastCGIError) in try writer.redirect(toLocalPath: fits) }
        #expect(output.utf8.count == 8192)
        try await expectRefused("redirect") { writer throws(FastCGIError) in
            try writer.redirect(toLocalPath: fits + "a")
        }
        try await expectRefused("file") { writer throws(FastCGIError) in try writer.sendFile(fits, by: .nginx) }
    }

    /// A response without a status is a 200, which an authorizer uses to allow the request.
    @Test("An authorizer cannot delegate its response")
    func authorizerCannotDelegate() async throws {
        let setting = Setting(roles: [.responder, .authorizer])
        try await expectRefused("redirect", setting, role: 2) { writer throws(FastCGIError) in
            try writer.redirect(toLocalPath: "/a")
        }
        try await expectRefused("file", setting, role: 2) { writer throws(FastCGIError) in
            try writer.sendFile("/a", by: .nginx)
        }
    }

    @Test("The next request over the connection is unaffected")
    func nextRequestIsUnaffected() async throws {
        try await serving(
            responding { request, response in
                switch request.parameters["NAME"] {
                case "redirect": try response.redirect(toLocalPath: "/a")
                case "file": try response.sendFile("/a", by: .nginx)
                default: try response.finish(.plain(200), body: Array("own".utf8))
                }
            }
        ) { address, _ in
            var peer = try Peer(address)
            for name in ["redirect", "own", "file", "own"] {
                try peer.send(ClientRequest.get(name).bytes(keepsConnection: true))
                let output = try peer.records().filter { $0.kind == .standardOutput }.flatMap(\.content)
                let text = String(decoding: output, as: UTF8.self)
                #expect(text.hasSuffix("\r\n\r\nown") == (name == "own"), "\(text)")
            }
        }
    }

    @Test("A writer cannot delegate its response after its request")
    func strayWriterCannotDelegate() throws {
        let exchange = try FastCGIExchange(ServerConfiguration())
        #expect(throws: FastCGIError(.requestOver, "")) {
            try ResponseWriter(exchange, request: 1).redirect(toLocalPath: "/a")
        }
        #expect(throws: FastCGIError(.requestOver, "")) {
            try ResponseWriter(exchange, request: 1).sendFile("/a", by: .nginx)
        }
    }
}
