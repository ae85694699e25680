import GatewayInterface
import Testing

@testable import GatehouseCore

@Suite("Encoded slashes in the parameters of web servers")
struct EncodedSlashTests {
    /// The segments below the mount; `nil` if the request is refused.
    private func segments(_ uri: String, _ more: [String: String], below mount: String = "/sub/app") throws -> [String]?
    {
        let parameters = try parameters(more.merging(["REQUEST_URI": uri]) { $1 })
        return try? Gateway(parameters, programName: "app.fcgi").target(below: Mount(mount)).target.segments
    }

    private let rewritten = ["SCRIPT_NAME": "/sub/app/app.fcgi", "SCRIPT_FILENAME": "/srv/sub/app/app.fcgi"]

    @Test(
        "REDIRECT_URL may keep or decode encoded slashes, as with AllowEncodedSlashes On and NoDecode",
        arguments: [
            ("/sub/app/a%2Fb", "/sub/app/a%2Fb", true), ("/sub/app/a%2fb", "/sub/app/a%2fb", true),
            ("/sub/app/a%2Fb", "/sub/app/a/b", true), ("/sub/app/a%2fb/c", "/sub/app/a/b/c", true),
            ("/sub/app/%2F", "/sub/app/%2F", true), ("/sub/app/a%2Fb%20c", "/sub/app/a%2Fb c", true),
            ("/sub/app/a%2F%CC%81", "/sub/app/a%2F\u{301}", true), ("/sub/app/a%2F%CC%81", "/sub/app/a/\u{301}", true),
            // Another path, or a path that was decoded twice or truncated.
            ("/sub/app/a%2Fb", "/sub/app/ab", false), ("/sub/app/a%2Fb", "/sub/app/a", false),
            ("/sub/app/a%2Fb", "/sub/app/a%2Fc", false), ("/sub/app/a%2Fb", "/sub/app/a%252Fb", false),
            ("/sub/app/a%2Fb", "/sub/app/a/b/", false), ("/sub/app/a%2Fb", "/sub/app/a\\b", false),
            ("/sub/app/a%2Fb/", "/sub/app/a/b", false), ("/sub/app/a%2Fb", "/sub/app/b", false),
            ("/sub/app/a/b", "/sub/app/a%2Fb", false), ("/sub/app/a%252Fb", "/sub/app/a/b", false),
            ("/sub/app/a%252Fb", "/sub/app/a%2Fb", true), ("/sub/app/a%2Fb%2Fc", "/sub/app/a/b%2Fc", false),
        ]
    )
    func redirectURLMayDecodeSlashes(uri: String, view: String, agrees: Bool) throws {
        let found = try segments(uri, rewritten.merging(["REDIRECT_URL": view, "PATH_INFO": "/"]) { $1 })
        let expected = try RequestTarget(uri.utf8).below(["sub", "app"])?.segments
        #expect(found == (agrees ? expected : nil))
    }

    @Test(
        "SCRIPT_NAME and PATH_INFO may keep or decode encoded slashes",
        arguments: [
            (["SCRIPT_NAME": "/sub/app/a%2Fb", "PATH_INFO": "/c"], true),
            (["SCRIPT_NAME": "/sub/app/a", "PATH_INFO": "/b/c"], true),
            (["SCRIPT_NAME": "/sub/app", "PATH_INFO": "/a%2Fb/c"], true),
            (["SCRIPT_NAME": "/sub/app/a/b/c"], true),
            (["SCRIPT_NAME": "/sub/app/a%2fb/c"], true),
            (["SCRIPT_NAME": "/sub/app/a/c"], false), (["SCRIPT_NAME": "/sub/app/a", "PATH_INFO": "/c"], false),
            (["SCRIPT_NAME": "/sub/app/a%2Fb"], false), (["SCRIPT_NAME": "/sub/app/a%252Fb/c"], false),
            (["SCRIPT_NAME": "/sub/app/a/b"], false), (["SCRIPT_NAME": "/sub/app/ab/c"], false),
        ] as [([String: String], Bool)]
    )
    func scriptNameMayDecodeSlashes(views: [String: String], agrees: Bool) throws {
        #expect(try segments("/sub/app/a%2Fb/c", views) == (agrees ? ["a/b", "c"] : nil))
    }

    @Test(
        "After a rewrite PATH_INFO may keep or decode encoded slashes",
        arguments: [
            ("/", true), ("/a%2Fb/c", true), ("/a/b/c", true), ("/sub/app/a%2Fb/c", true), ("/sub/app/a/b/c", true),
            ("/a/c", false), ("/b/c", false), ("/a%252Fb/c", false), ("/a%2Fb", false),
        ]
    )
    func rewrittenPathInfoMayDecodeSlashes(info: String, agrees: Bool) throws {
        let found = try segments("/sub/app/a%2Fb/c", rewritten.merging(["PATH_INFO": info]) { $1 })
        #expect(found == (agrees ? ["a/b", "c"] : nil))
    }

    @Test("A contradicting parameter is a 400, and no route or rule is evaluated")
    func contradictingViewIs400() async throws {
        let calls = Calls()
        let rule = Access("rule") { _ in
            calls.note("rule")
            return true
        }
        var gate = Gate()
        gate.get("/{key:slashes}", allow: rule) { try $0.path["key"] }
        #expect(try await gate.response("GET", "/a%2Fb", with: ["REDIRECT_URL": "/a%252Fb"]) == .badRequest)
        #expect(
            try await gate.response("GET", "/a%2Fb", with: ["SCRIPT_NAME": "/a", "PATH_INFO": "/c"]) == .badRequest)
        #expect(calls.all.isEmpty)
        #expect(try await gate.response("GET", "/a%2Fb", with: ["REDIRECT_URL": "/a/b"]).text == "a/b")
        #expect(try await gate.response("GET", "/a%2Fb", with: ["REDIRECT_URL": "/a%2Fb"]).text == "a/b")
    }

    @Test("An encoded slash does not separate segments of the mount")
    func encodedSlashDoesNotSplitMount() throws {
        for uri in ["/sub%2Fapp/x", "/sub/app%2Fx", "/sub%2fapp%2fx", "/%2Fsub/app/x", "/sub%2F/app/x"] {
            #expect(try segments(uri, [:]) == nil, "\(uri)")
            #expect(try segments(uri, ["REDIRECT_URL": "/sub/app/x"]) == nil, "\(uri)")
        }
        #expect(throws: RequestTargetError("a segment of the mount contains an encoded \"/\"")) { try Mount("/a%2Fb") }
    }
}
