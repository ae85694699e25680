import HTTPTypes
import TestSupport
import Testing

@testable import GatehouseCore

/// Scripts of other origins (CORS).
@Suite
struct CrossOriginTests {
    private static let app = "https://app.example.com"
    private static let policy = CrossOriginPolicy(
        origins: [app, "http://localhost:5173"], headers: [.authorization, .contentType], exposing: [.eTag, .location])
    private static let withCredentials = CrossOriginPolicy(origins: [app], credentials: true, maxAge: .zero)

    private static let member = Access<String>("member", else: .signIn) { $0.cookie("name") }
    private static let owner = Access<String>("owner") { request in
        try request.headers[.authorization] == "Bearer t" && request.path["id"] == "7" ? "ada" : nil
    }

    /// - Parameter shares: whether the routes have their policies.
    private static func gate(sharing shares: Bool = true) -> Gate {
        func shared<Evidence>(_ access: Access<Evidence>, _ policy: CrossOriginPolicy) -> Access<Evidence> {
            shares ? access.sharing(with: policy) : access
        }
        var gate = Gate()
        gate.get("/notes/{id:int}", allow: shared(owner, policy)) { _, name in "note of \(name)\n" }
        gate.delete("/notes/{id:int}", allow: owner) { _, _ in "deleted\n" }
        gate.post("/hooks", allow: shared(.everyone, policy)) { _ in "called\n" }
        gate.get("/desk", allow: shared(member, withCredentials)) { _, name in "desk of \(name)\n" }
        gate.post("/desk", allow: shared(member, withCredentials)) { request, name in
            if request.target.query == "invalid" { throw HTTPError(.unprocessableContent, "Invalid.") }
            if request.target.query == "fail" { throw Mishap() }
            return "saved by \(name)\n"
        }
        gate.get("/rates", allow: shared(.everyone, .anyOrigin(exposing: [.eTag]))) { _ in "rates\n" }
        gate.post("/rates", allow: shared(.everyone, .anyOrigin())) { _ in "rated\n" }
        gate.get("/own", allow: shared(.everyone, policy)) { _ in
            Response(
                status: .ok,
                headers: [
                    .accessControlAllowOrigin: "*", .accessControlAllowCredentials: "true", .vary: "Accept-Encoding",
                ])
        }
        gate.post("/unshared", allow: member) { _, _ in "unshared\n" }
        return gate
    }

    private static func fields(_ origin: String?, _ more: [String: String] = [:]) -> [String: String] {
        var fields = more
        fields["HTTP_ORIGIN"] = origin
        fields["HTTP_SEC_FETCH_SITE"] = "cross-site"
        fields["HTTP_SEC_FETCH_MODE"] = "cors"
        fields["HTTP_SEC_FETCH_DEST"] = "empty"
        return fields
    }

    private static func preflight(_ method: String, _ origin: String?) -> [String: String] {
        fields(
            origin, ["HTTP_ACCESS_CONTROL_REQUEST_METHOD": method, "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": "x-other"])
    }

    /// The header fields of CORS, and `Vary`.
    private static func shared(_ response: ReceivedResponse) -> [String] {
        response.headers.filter { $0.hasPrefix("Access-Control-") || $0.hasPrefix("Vary:") }
    }

    /// Origins that fit no policy.
    static let foreign: [String?] = [
        nil, "", "null", "*", "https://evil.example", "http://app.example.com", "https://app.example.com:443",
        "https://app.example.com/", "https://app.example.com.evil.example",
        "https://evil.example/https://app.example.com",
        "https://app.example.com, https://app.example.com", " https://app.example.com", "https://app.example.com.",
        "app.example.com", "https://a@app.example.com", "http://localhost", "https://app.example.com\u{301}",
    ]

    // MARK: Preflight requests

    @Test
    func preflightIsServedFromTable() async throws {
        let gate = Self.gate()
        for (target, method) in [("/notes/7", "GET"), ("/notes/99", "HEAD"), ("/notes/7/", "GET")] {
            let response = try await gate.response("OPTIONS", target, with: Self.preflight(method, Self.app))
            #expect(response.status == 204)
            #expect(
                response.headers == [
                    "Vary: Origin", "Access-Control-Allow-Origin: https://app.example.com",
                    "Access-Control-Allow-Methods: GET, HEAD",
                    "Access-Control-Allow-Headers: Authorization, Content-Type", "Access-Control-Max-Age: 600",
                ], "\(target)")
        }
        let desk = try await gate.response("OPTIONS", "/desk", with: Self.preflight("POST", Self.app))
        #expect(
            Self.shared(desk) == [
                "Vary: Origin", "Access-Control-Allow-Origin: https://app.example.com",
                "Access-Control-Allow-Credentials: true", "Access-Control-Allow-Methods: POST",
                "Access-Control-Max-Age: 0",
            ])
        let rates = try await gate.response("OPTIONS", "/rates", with: Self.preflight("GET", "https://any.example"))
        #expect(rates.headers.contains("Access-Control-Allow-Origin: *"))
        #expect(!rates.headers.contains { $0.contains("Credentials") || $0.contains("Allow-Headers") })
    }

    /// To other origins, a path with a policy looks as if it had none, and a hidden one as if it did not exist.
    @Test(arguments: foreign)
    func preflightRevealsNothingToOthers(origin: String?) async throws {
        for page in [false, true] {
            var (gate, plain) = (Self.gate(), Self.gate(sharing: false))
            if page {
                gate.errorPage { HTML("<h1>\($0.status.code)</h1>") }
                plain.errorPage { HTML("<h1>\($0.status.code)</h1>") }
            }
            for method in ["GET", "POST", "DELETE", "HEAD", "OPTIONS", "", "get"] {
                let fields = Self.preflight(method, origin)
                let unknown = try await gate.response("OPTIONS", "/unknown", with: fields)
                #expect(try await gate.response("OPTIONS", "/notes/7", with: fields) == unknown)
                for target in ["/notes/7", "/desk", "/hooks", "/unshared"] {
                    let response = try await gate.response("OPTIONS", target, with: fields)
                    #expect(response == (try await plain.response("OPTIONS", target, with: fields)), "\(target)")
                }
            }
        }
    }

    @Test
    func methodWithoutPolicyIsNotShared() async throws {
        let gate = Self.gate()
        for (target, method) in [
            ("/notes/7", "DELETE"), ("/notes/7", "POST"), ("/notes/7", "OPTIONS"), ("/notes/x", "GET"),
            ("/hooks", "GET"),
            ("/unshared", "POST"), ("/unknown", "GET"), ("/notes/7", "get"), ("/notes/7", "G E T"), ("/notes/7", ""),
        ] {
            let response = try await gate.response("OPTIONS", target, with: Self.preflight(method, Self.app))
            #expect(Self.shared(response) == [], "\(method) \(target)")
        }
        // Without the field of a preflight request, the rule decides.
        let options = try await gate.response("OPTIONS", "/notes/7", with: Self.fields(Self.app))
        #expect(options.status == 404)
        #expect(Self.shared(options) == [])
    }

    @Test
    func preflightRunsNoRuleAndIsLogged() async throws {
        let (calls, log) = (Calls(), CollectedLog())
        var gate = Gate()
        gate.get("/a", allow: Access<String>.noting(calls).sharing(with: Self.policy)) { _, _ in "a" }
        let response = try await gate.response("OPTIONS", "/a", with: Self.preflight("GET", Self.app), log: log)
        #expect(response.status == 204)
        #expect(calls.all.isEmpty)
        #expect(log.lines.contains { $0.contains("preflight") && $0.contains("shared with https://app.example.com") })
    }

    // MARK: Requests

    @Test
    func listedOriginReadsEveryResponse() async throws {
        let gate = Self.gate()
        let token = ["HTTP_AUTHORIZATION": "Bearer t"]
        let expected = [
            "Vary: Origin", "Access-Control-Allow-Origin: https://app.example.com",
            "Access-Control-Expose-Headers: ETag, Location",
        ]
        for (target, more, status) in [("/notes/7", token, 200), ("/notes/8", token, 404), ("/notes/7", [:], 404)] {
            let response = try await gate.response("GET", target, with: Self.fields(Self.app, more))
            #expect(response.status == status)
            #expect(Self.shared(response) == expected)
        }
        let local = try await gate.response("GET", "/notes/7", with: Self.fields("http://localhost:5173", token))
        #expect(local.headers.contains("Access-Control-Allow-Origin: http://localhost:5173"))
        let cookie = ["HTTP_COOKIE": "name=ada"]
        for (target, more, status) in [
            ("/desk", cookie, 200), ("/desk?invalid", cookie, 422), ("/desk?fail", cookie, 500), ("/desk", [:], 401),
            ("/desk/", cookie, 308),
        ] {
            let response = try await gate.response("POST", target, with: Self.fields(Self.app, more))
            #expect(response.status == status)
            #expect(
                Self.shared(response) == [
                    "Vary: Origin", "Access-Control-Allow-Origin: https://app.example.com",
                    "Access-Control-Allow-Credentials: true",
                ], "\(target)")
        }
    }

    @Test(arguments: foreign)
    func otherOriginsAreRefusedAsBefore(origin: String?) async throws {
        let (gate, plain) = (Self.gate(), Self.gate(sharing: false))
        for (method, target, more) in [
            ("GET", "/notes/7", ["HTTP_AUTHORIZATION": "Bearer t"]), ("GET", "/desk", ["HTTP_COOKIE": "name=ada"]),
            ("POST", "/desk", ["HTTP_COOKIE": "name=ada"]), ("POST", "/hooks", [:]), ("POST", "/hooks/", [:]),
        ] {
            let fields = Self.fields(origin, more)
            let response = try await gate.response(method, target, with: fields)
            #expect(response.status == (method == "GET" ? 404 : 403), "\(method) \(target)")
            #expect(response == (try await plain.response(method, target, with: fields)))
        }
        // A client that is no browser, and a public route: only `Vary` is new.
        var fields = ["HTTP_AUTHORIZATION": "Bearer t"]
        fields["HTTP_ORIGIN"] = origin
        let note = try await gate.response("GET", "/notes/7", with: fields)
        #expect(note.status == 200)
        #expect(Self.shared(note) == ["Vary: Origin"])
        let signIn = try await gate.response("GET", "/desk", with: origin.map { ["HTTP_ORIGIN": $0] } ?? [:])
        #expect(signIn.status == 401)
        #expect(Self.shared(signIn) == ["Vary: Origin"])
        // A hidden path looks like one that does not exist.
        fields["HTTP_AUTHORIZATION"] = nil
        #expect(
            try await gate.response("GET", "/notes/7", with: fields)
                == (try await gate.response("GET", "/unknown", with: fields)))
        // The fields of a handler do not open more than the policy.
        let own = try await gate.response("GET", "/own", with: Self.fields(origin))
        #expect(Self.shared(own) == ["Vary: Accept-Encoding", "Vary: Origin"])
    }

    @Test(arguments: [nil, "", "null", "*", "evil.example", "https://a, https://b", "ftp://a.example"] as [String?])
    func anyOriginIsStillAnOrigin(origin: String?) async throws {
        let rates = try await Self.gate().response("GET", "/rates", with: Self.fields(origin))
        #expect(rates.status == 200)
        #expect(Self.shared(rates) == ["Vary: Origin"])
        #expect(try await Self.gate().response("POST", "/rates", with: Self.fields(origin)).status == 403)
        let known = try await Self.gate().response("GET", "/rates", with: Self.fields("https://any.example"))
        #expect(
            Self.shared(known)
                == ["Vary: Origin", "Access-Control-Allow-Origin: *", "Access-Control-Expose-Headers: ETag"])
    }

    @Test
    func listedOriginReachesItsRoutesOnly() async throws {
        let gate = Self.gate()
        let cookie = ["HTTP_COOKIE": "name=ada"]
        #expect(try await gate.response("POST", "/desk", with: Self.fields(Self.app, cookie)).text == "saved by ada\n")
        #expect(try await gate.response("POST", "/unshared", with: Self.fields(Self.app, cookie)).status == 403)
        #expect(try await gate.response("POST", "/unknown", with: Self.fields(Self.app)).status == 403)
        #expect(try await gate.response("PUT", "/desk", with: Self.fields(Self.app, cookie)).status == 403)
        let delete = Self.fields(Self.app, ["HTTP_AUTHORIZATION": "Bearer t"])
        #expect(try await gate.response("DELETE", "/notes/7", with: delete).status == 403)
        // An image or a form of the listed page has no Origin that a browser shows, or no CORS.
        var image = Self.fields(nil, cookie)
        image["HTTP_SEC_FETCH_MODE"] = "no-cors"
        #expect(try await gate.response("GET", "/desk", with: image).status == 404)
    }

    /// A browser sends cookies and passwords even where the policy does not allow them.
    @Test
    func credentialsNeedThePolicy() async throws {
        let gate = Self.gate()
        let refused = [
            ["HTTP_COOKIE": "name=ada"], ["HTTP_COOKIE": ""], ["HTTP_AUTHORIZATION": "Basic YTpi"],
            ["HTTP_AUTHORIZATION": "Negotiate x"], ["HTTP_AUTHORIZATION": ""], ["REMOTE_USER": "ada"],
            ["REDIRECT_HTTP_AUTHORIZATION": "Basic YTpi"], ["SSL_CLIENT_VERIFY": "SUCCESS"],
            ["HTTP_AUTHORIZATION": "Bearer t", "HTTP_COOKIE": "a=b"],
        ]
        for more in refused {
            for (target, origin) in [("/hooks", Self.app), ("/rates", Self.app), ("/rates", "https://any.example")] {
                let response = try await gate.response("POST", target, with: Self.fields(origin, more))
                #expect(response.status == 403, "\(more)")
                #expect(Self.shared(response) == [])
            }
        }
        var withCookie = Self.fields(Self.app, ["HTTP_AUTHORIZATION": "Bearer t"])
        #expect(try await gate.response("GET", "/notes/7", with: withCookie).status == 200)
        withCookie["HTTP_COOKIE"] = "a=b"
        #expect(try await gate.response("GET", "/notes/7", with: withCookie).status == 404)
        for more in [[:], ["HTTP_AUTHORIZATION": "Bearer t"], ["SSL_CLIENT_VERIFY": "NONE", "REMOTE_USER": ""]] {
            #expect(try await gate.response("POST", "/hooks", with: Self.fields(Self.app, more)).text == "called\n")
        }
    }

    // MARK: Declarations

    @Test
    func onlyGroupsPassThePolicyOn() async throws {
        let shared = Self.member.sharing(with: Self.withCredentials)
        var gate = Gate()
        gate.get("/derived", allow: shared.requiring("more") { _ in true }) { _, name in name }
        gate.get("/and", allow: shared.and(.everyone)) { _, name in name }
        gate.group("/group", allow: shared) { group in
            group.get("page") { _, name in name }
            let narrowing = Narrowing<String, String>("more") { name, _ in name }
            group.get("narrowed", narrowedBy: narrowing) { _, name in name }
            group.group("nested", narrowedBy: narrowing) { $0.get("page", narrowedBy: narrowing) { _, name in name } }
        }
        let fields = Self.fields(Self.app, ["HTTP_COOKIE": "name=ada"])
        for target in ["/group/page", "/group/narrowed", "/group/nested/page"] {
            let response = try await gate.response("GET", target, with: fields)
            #expect(response.text == "ada", "\(target)")
            #expect(response.headers.contains("Access-Control-Allow-Origin: https://app.example.com"))
        }
        for target in ["/derived", "/and"] {
            let response = try await gate.response("GET", target, with: fields)
            #expect(response.status == 404, "\(target)")
            #expect(Self.shared(response) == [])
        }
        let rules = try gate.routes().map(\.rule)
        #expect(rules.contains("member, shared with https://app.example.com"))
        #expect(rules.contains("member, shared with https://app.example.com, more"))
    }

    @Test
    func invalidPoliciesAreConfigurationErrors() throws {
        func problems(_ policy: CrossOriginPolicy) -> [String] {
            var gate = Gate()
            gate.get("/", allow: .everyone.sharing(with: policy)) { _ in "" }
            do throws(GateError) {
                _ = try gate.routes()
                return []
            } catch {
                return error.problems
            }
        }
        #expect(problems(Self.policy).isEmpty)
        #expect(problems(.anyOrigin()).isEmpty)
        #expect(problems(CrossOriginPolicy(origins: [])).first?.contains("no origins") == true)
        #expect(problems(CrossOriginPolicy(origins: ["*"])).first?.contains("use .anyOrigin()") == true)
        for origin in ["null", "app.example.com", "https://app.example.com/", "https://*.example.com", ""] {
            #expect(
                problems(CrossOriginPolicy(origins: [origin])).first?.contains("is not an origin") == true, "\(origin)")
        }
        #expect(problems(CrossOriginPolicy(origins: ["http://app.example.com"])).first?.contains("https") == true)
        #expect(problems(CrossOriginPolicy(origins: [Self.app], maxAge: .seconds(-1))).count == 1)
        #expect(problems(.anyOrigin(maxAge: .seconds(-1))).count == 1)
    }
}
