import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("The gate as authorizer for files of the web server")
struct AuthorizerTests {
    private let calls = Calls()

    private func gate() -> Gate {
        let member = Access<String>("member", else: .signIn) { $0.headers[.authorization] }
        let broken = Access<String>("broken") { _ in throw Mishap() }
        var gate = Gate()
        gate.get("/open.txt", allow: .everyone) { _ in
            calls.note("handler")
            return "never"
        }
        gate.get("/files/{rest...}", allow: member) { _, _ in
            calls.note("handler")
            return "never"
        }
        gate.post("/upload.txt", allow: .everyone) { _ in "never" }
        gate.get("/dir/", allow: .everyone) { _ in "never" }
        gate.get("/broken.txt", allow: broken) { _, _ in "never" }
        gate.get("/keys/{key:slashes}", allow: .everyone) { _ in "never" }
        return gate
    }

    /// The status of a refusal; `nil` if the file is allowed.
    private func refusal(
        _ method: String? = "GET",
        _ uri: String?,
        file: String?,
        with more: [String: String] = [:],
        mount: Mount = .automatic
    ) async throws -> Int? {
        var values = more
        values["REQUEST_METHOD"] = method
        values["REQUEST_URI"] = uri
        values["SCRIPT_FILENAME"] = file.map { "/home/me/public_html" + $0 }
        let dispatcher = try Dispatcher(gate(), mount: mount)
        switch await dispatcher.verdict(on: try parameters(values), body: RequestBody()) {
        case .allowed: return nil
        case .refused(let response): return response.status.code
        }
    }

    @Test("A GET route whose rule allows the client opens the file, and no handler runs")
    func allowingRouteOpensFile() async throws {
        let signedIn = ["HTTP_AUTHORIZATION": "Ada"]
        #expect(try await refusal("GET", "/open.txt", file: "/open.txt") == nil)
        #expect(try await refusal("HEAD", "/open.txt?x", file: "/open.txt") == nil)
        #expect(try await refusal("GET", "/files/a/b%20c.txt", file: "/files/a/b c.txt", with: signedIn) == nil)
        #expect(calls.all.isEmpty)
    }

    @Test("A denial has the rule's status, and a failing rule opens nothing")
    func denialKeepsRuleStatus() async throws {
        #expect(try await refusal("GET", "/files/a.txt", file: "/files/a.txt") == 401)
        #expect(try await refusal("GET", "/broken.txt", file: "/broken.txt") == 500)
    }

    @Test("A file without a GET route is refused", arguments: ["GET", "HEAD"])
    func fileWithoutRouteIsRefused(method: String) async throws {
        for path in ["/other.txt", "/upload.txt", "/files", "/OPEN.TXT", "/open.txt.bak", "/app.fcgi"] {
            #expect(try await refusal(method, path, file: path) == 404, "\(path)")
        }
    }

    /// If the directory runs WebDAV or CGI, PUT would do more than send a file.
    @Test(
        "Methods other than GET and HEAD are refused",
        arguments: ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND", "get", "BREW"])
    func otherMethodsAreRefused(method: String) async throws {
        #expect(try await refusal(method, "/open.txt", file: "/open.txt") == 404)
        #expect(try await refusal(method, "/upload.txt", file: "/upload.txt") == 404)
    }

    /// Breaks if the web server substitutes another path, an index file or a variant for the requested file.
    @Test("A file other than the requested one is refused")
    func substitutedFileIsRefused() async throws {
        for file in ["/open.txt.en", "/x-open.txt", "/.env", "/open.txt/", "/", "/open", nil] {
            #expect(try await refusal("GET", "/open.txt", file: file) == 404, "\(file ?? "none")")
        }
        let signedIn = ["HTTP_AUTHORIZATION": "Ada"]
        #expect(try await refusal("GET", "/files/d/", file: "/files/d/", with: signedIn) == 404)
        #expect(try await refusal("GET", "/files/d/", file: "/files/d/index.html", with: signedIn) == 404)
        #expect(try await refusal("GET", "/files/d", file: "/files/d/index.html", with: signedIn) == 404)
        #expect(try await refusal("GET", "/dir/", file: "/dir/") == 404)
        let info = ["PATH_INFO": "/more", "SCRIPT_NAME": ""]
        #expect(try await refusal("GET", "/open.txt", file: "/open.txt", with: info) != nil)
        #expect(try await refusal("GET", "/open.txt", file: "/open.txt", with: ["PATH_INFO": "/more"]) == 404)
        #expect(try await refusal("GET", "/open.txt", file: "/open.txt", with: ["PATH_INFO": ""]) == nil)
        // The route sees one name with an encoded "/", the web server a file in a directory.
        #expect(try await refusal("GET", "/keys/a%2Fb", file: "/keys/a/b") == 404)
        #expect(try await refusal("GET", "/keys/ab", file: "/keys/ab") == nil)
    }

    @Test("A name that begins with a dot is refused, even if a pattern matches it")
    func dotFilesAreRefused() async throws {
        let signedIn = ["HTTP_AUTHORIZATION": "Ada"]
        for path in ["/files/.htaccess", "/files/.git/config", "/files/a/.env"] {
            #expect(try await refusal("GET", path, file: path, with: signedIn) == 404, "\(path)")
        }
    }

    @Test("An ambiguous target is refused before any rule is evaluated")
    func ambiguousTargetIsRefused() async throws {
        let signedIn = ["HTTP_AUTHORIZATION": "Ada"]
        for uri in ["/files/../open.txt", "/files/%2e%2e/open.txt", "/%zz", "open.txt", "/files/a%00.txt", nil] {
            #expect(try await refusal("GET", uri, file: "/open.txt", with: signedIn) == 400, "\(uri ?? "none")")
        }
        #expect(try await refusal("GET", "/files/a%2Fb", file: "/files/a/b", with: signedIn) == 404)
        #expect(try await refusal("GET", "//open.txt", file: "/open.txt") != nil)
        let redirected = ["REDIRECT_STATUS": "403"]
        #expect(try await refusal("GET", "/open.txt", file: "/open.txt", with: redirected) == 400)
        #expect(try await refusal(nil, "/open.txt", file: "/open.txt") == 400)
    }

    @Test("The mount comes from the program or the web server; a wrong one opens nothing")
    func wrongMountOpensNothing() async throws {
        func ask(_ uri: String, _ value: String?, mount: Mount = .automatic) async throws -> Int? {
            let more = value.map { ["GATEHOUSE_MOUNT": $0] } ?? [:]
            return try await refusal("GET", uri, file: "/sub/app/open.txt", with: more, mount: mount)
        }
        #expect(try await ask("/sub/app/open.txt", "/sub/app") == nil)
        #expect(try await ask("/sub/app/open.txt", nil, mount: Mount("/sub/app")) == nil)
        #expect(try await ask("/sub/app/open.txt", "/other", mount: Mount("/sub/app")) == nil)
        #expect(try await ask("/sub/app/open.txt", nil) == 404)
        #expect(try await ask("/sub/app/open.txt", "/sub") == 404)
        #expect(try await ask("/sub/app/open.txt", "/other") == 400)
        #expect(try await ask("/sub/app/open.txt", "@MOUNT@") == 400)
        // As a responder, the gate ignores the parameter.
        let response = try await gate().response("GET", "/sub/app/open.txt", with: ["GATEHOUSE_MOUNT": "/sub/app"])
        #expect(response == .notFound)
    }
}
