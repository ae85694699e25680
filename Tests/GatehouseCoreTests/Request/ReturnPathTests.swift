import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Request.returnPath is a path of this gate, or nil")
struct ReturnPathTests {
    /// The return path of a request for the sign-in page; "nil" if there is none.
    private func returnPath(_ query: String, below mount: String = "/") async throws -> String {
        var gate = Gate()
        gate.get("/sign-in", allow: .everyone) { $0.returnPath ?? "nil" }
        let uri = (mount == "/" ? "" : mount) + "/sign-in?" + query
        return try await gate.response("GET", uri, mount: Mount(mount)).text
    }

    @Test(
        "The return path is decoded once and returned in canonical form without the mount",
        arguments: [
            ("return=/", "/"), ("return=%2F", "/"), ("return=%2Fnotes%2F7", "/notes/7"),
            ("return=/notes/7", "/notes/7"),
            ("return=%2Fa%3Fb%3D1%26c%3D2", "/a?b=1&c=2"), ("return=/a?b", "/a?b"), ("return=/c%20d", "/c%20d"),
            ("return=/%C3%A9", "/%C3%A9"), ("a=b&return=/x&c", "/x"), ("return=/a%252Fb", "/a%2Fb"),
            ("return=/sub/app/x", "/sub/app/x"), ("return=/a//b", "/a//b"), ("return=/a%2520b", "/a%20b"),
            ("return=%2Fa%3Fhttps%3A%2F%2Fhost%2F", "/a?https://host/"), ("return=/https://host/", "/https://host/"),
            // A "+" is unchanged: in a path it is not a space.
            ("return=/a+b", "/a+b"),
        ]
    )
    func returnPathIsDecodedOnce(query: String, path: String) async throws {
        #expect(try await returnPath(query) == path)
        #expect(try await returnPath(query, below: "/sub/app") == path)
    }

    @Test(
        "A return path that could lead to another site, or is ambiguous, is nil",
        arguments: [
            // Another site, in many spellings.
            "//host", "//host/a", "///host", "////host", "%2F%2Fhost", "/%2Fhost", "%2F/host", "%2f%2fhost%2f",
            "/\\host", "/%5Chost", "%2F%5Chost", "%5C%5Chost", "\\\\host", "\\/host", "/%5C/host", "//%5Chost",
            "https://host/", "https%3A%2F%2Fhost", "https:host", "https:/host", "http://host//x", "HTTPS://host/",
            "javascript:alert(1)", "javascript%3Aalert(1)", "data:text/html,x", "mailto:a", "host", "host/a", "@host",
            ".host", ":80/", "%3A%2F%2Fhost",
            // Encoded twice.
            "%252F%252Fhost", "%252Fhost", "%25252F", "https%253A%252F%252Fhost", "%2568ost",
            // Characters that a browser drops or a terminal interprets.
            "%09//host", "/%09/host", "/%0A/host", "/%0D/host", "/%0D%0ALocation:%20//host", "%0A//host", "/%00/host",
            "%00//host", "/a%00", "/%7F", "/%C2%85", "%20//host", "%20/a", "%E3%80%80//host", "/a%1B[31m",
            // Not a path.
            "", "%", "/%", "/%2", "/%zz", "/a%25", "/a%25zz", "%3Fq", "?q", "#", "/a%23b", "/a#b", "/%25FF",
            // Outside the gate.
            "/..", "/../a", "/a/../b", "/%2e%2e/a", "/%252e%252e/a", "/a/%2E", "/.//host", "/..//host", "/a%2F..",
            "/a%252F..", "/a%252F%252E%252E",
        ]
    )
    func unsafeReturnPathIsNil(value: String) async throws {
        #expect(try await returnPath("return=\(value)") == "nil")
        #expect(try await returnPath("return=\(value)", below: "/sub/app") == "nil")
        #expect(try await returnPath("a=b&return=\(value)&c=d") == "nil")
    }

    @Test(
        "A query that is not UTF-8 gets 400",
        arguments: ["/%FF", "/%C0%AF", "%FF", "/%ED%A0%80", "/" + String(repeating: "%CC%81", count: 31)]
    )
    func queryOutsideUTF8Is400(value: String) async throws {
        var gate = Gate()
        gate.get("/", allow: .everyone) { $0.returnPath ?? "nil" }
        #expect(try await gate.response("GET", "/?return=\(value)").status == 400)
    }

    @Test("More than 30 combining marks in a row, encoded twice, give nil")
    func longRunsOfMarksGiveNil() async throws {
        let marks = { String(repeating: "%25CC%2581", count: $0) }
        #expect(try await returnPath("return=/\(marks(30))") == "/" + String(repeating: "%CC%81", count: 30))
        #expect(try await returnPath("return=/\(marks(31))") == "nil")
    }

    @Test(
        "A missing, repeated or misnamed parameter gives nil",
        arguments: [
            "", "return", "return&return=", "x=/a", "Return=/a", "xreturn=/a", "return%3D/a", "%72eturn=/a",
            "return=/a&return=/b",
            "return=/a&return=/a", "return=/a&x&return=", "return=&return=/a", "returnx=/a", "&", "=", "return=&",
        ]
    )
    func returnPathNeedsOneValue(query: String) async throws {
        #expect(try await returnPath(query) == "nil")
    }

    @Test("A missing query gives nil")
    func missingQueryGivesNil() async throws {
        var gate = Gate()
        gate.get("/sign-in", allow: .everyone) { $0.returnPath ?? "nil" }
        #expect(try await gate.response("GET", "/sign-in").text == "nil")
    }

    // MARK: Signing in and returning

    private func members(_ page: String = "/sign-in") -> Gate {
        let member = Access<Void>("member", else: .signIn(at: page)) { request in
            request.headers[.authorization] == "ok"
        }
        var gate = Gate()
        gate.group(allow: member) { group in
            group.get("/") { _ in "home" }
            group.get("/notes/{id}") { "note \(try $0.path["id"]) \($0.target.query ?? "")" }
            group.get("/keys/{key:slashes}/") { "key \(try $0.path["key"]) \($0.target.query ?? "")" }
            group.get("/files/{rest...}") { "files \(try $0.path.rest("rest")) \($0.target.query ?? "")" }
            group.post("/notes/{id}") { _ in "posted" }
        }
        gate.get("/sign-in", allow: .everyone) { Redirect(to: $0.returnPath ?? "/nowhere") }
        return gate
    }

    private func location(_ response: ReceivedResponse) throws -> String {
        let field = try #require(response.headers.first { $0.hasPrefix("Location: ") })
        return String(field.dropFirst("Location: ".count))
    }

    @Test(
        "After signing in, the client gets back to the same segments and the same query",
        arguments: [
            "/", "/notes/7", "/notes/a%20b?x=1&y=%26", "/notes/%3F%23%26%25", "/notes/%252F", "/notes/%C3%A9",
            "/notes/a+b?c+d",
            "/keys/a%2Fb/", "/keys/%2F%2Fhost/?//host", "/files/a/b/c?return=//host", "/notes/7?return=/x&return=/y",
            "/files/https:/host", "/notes/7?", "/?a",
        ]
    )
    func signInLeadsBack(uri: String) async throws {
        for mount in ["", "/sub/app"] {
            let gate = members()
            let mounted = try Mount(mount.isEmpty ? "/" : mount)
            let wanted = try await gate.response("GET", mount + uri, with: ["HTTP_AUTHORIZATION": "ok"], mount: mounted)
            #expect(wanted.status == 200)
            let denied = try await gate.response("GET", mount + uri, mount: mounted)
            #expect(denied.status == 303)
            let page = try location(denied)
            #expect(page.hasPrefix("\(mount)/sign-in?return=%2F"))
            let signedIn = try await gate.response("GET", page, mount: mounted)
            #expect(signedIn.status == 303)
            let back = try location(signedIn)
            let response = try await gate.response("GET", back, with: ["HTTP_AUTHORIZATION": "ok"], mount: mounted)
            #expect(response == wanted, "\(page), \(back)")
        }
    }

    @Test("After signing in, the client gets back to the mount itself, requested without its \"/\"")
    func signInLeadsBackToMount() async throws {
        for query in ["", "?q=1"] {
            let denied = try await members().response("GET", "/sub/app\(query)", mount: Mount("/sub/app"))
            let signedIn = try await members().response("GET", try location(denied), mount: Mount("/sub/app"))
            #expect(try location(signedIn) == "/sub/app/\(query)")
        }
    }

    @Test("Only GET and HEAD set a return path, so that no unsafe request is repeated")
    func unsafeMethodsAreNotRepeated() async throws {
        #expect(try location(try await members().response("HEAD", "/notes/7")) == "/sign-in?return=%2Fnotes%2F7")
        #expect(try location(try await members().response("POST", "/notes/7")) == "/sign-in")
    }

    @Test("A sign-in page keeps its query; an unsafe page is a 500")
    func signInPageKeepsQuery() async throws {
        #expect(try location(try await members("/in?a=b").response("GET", "/notes/7")) == "/in?a=b&return=%2Fnotes%2F7")
        for page in ["", "sign-in", "//host", "https://host/", "/\\host", "/../in", "/a\n", "/in#x"] {
            #expect(try await members(page).response("GET", "/notes/7") == .failed, "\(page)")
        }
    }
}
