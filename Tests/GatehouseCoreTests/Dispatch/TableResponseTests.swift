import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("The route table responds to OPTIONS, missing methods and other path forms for allowed clients")
struct TableResponseTests {
    private let member = Access<String>("member", else: .signIn) { $0.headers[.authorization] }
    private let hidden = Access<String>("owner") { $0.headers[.authorization] }

    private func gate(_ calls: Calls = Calls()) -> Gate {
        var gate = Gate()
        gate.get("/open", allow: .everyone) { _ in "open" }
        gate.post("/open", allow: member) { _, _ in
            calls.note("post")
            return .noContent
        }
        gate.put("/hidden/{id}", allow: hidden) { _, _ in
            calls.note("put")
            return .noContent
        }
        gate.get("/dir/", allow: .everyone) { _ in "directory" }
        gate.get("/hidden-dir/", allow: hidden) { _, _ in "hidden directory" }
        return gate
    }

    private func allow(_ response: ReceivedResponse) -> String? {
        response.headers.first { $0.hasPrefix("Allow: ") }
    }

    @Test("OPTIONS lists only the methods that the client may use")
    func optionsListsAllowedMethods() async throws {
        let anonymous = try await gate().response("OPTIONS", "/open")
        #expect(anonymous.status == 204)
        #expect(anonymous.body.isEmpty)
        #expect(allow(anonymous) == "Allow: GET, HEAD, OPTIONS")
        let signedIn = try await gate().response("OPTIONS", "/open", with: ["HTTP_AUTHORIZATION": "Ada"])
        #expect(allow(signedIn) == "Allow: GET, HEAD, POST, OPTIONS")
    }

    @Test(
        "A method without a route is a 405 with the same list, and no handler runs", arguments: ["DELETE", "BREW"])
    func missingMethodIs405(method: String) async throws {
        let calls = Calls()
        let response = try await gate(calls).response(method, "/open", with: ["HTTP_AUTHORIZATION": "Ada"])
        #expect(response.status == 405)
        #expect(allow(response) == "Allow: GET, HEAD, POST, OPTIONS")
        #expect(calls.all.isEmpty)
    }

    @Test(
        "A hidden path gets the response of a missing path, for every method",
        arguments: ["GET", "HEAD", "OPTIONS", "DELETE", "PUT", "POST", "BREW", "TRACE"]
    )
    func hiddenPathLooksLikeMissing(method: String) async throws {
        for target in ["/hidden/7", "/hidden/7/", "/hidden-dir", "/hidden-dir/"] {
            #expect(try await gate().response(method, target) == .notFound, "\(target)")
        }
        let owner = ["HTTP_AUTHORIZATION": "Ada"]
        #expect(try await gate().response(method, "/hidden/7", with: owner).status != 404)
    }

    @Test("If every route of a path denies, the first denial is the response")
    func firstDenialIsResponse() async throws {
        var gate = Gate()
        gate.get("/x", allow: member) { _, _ in "x" }
        gate.post("/x", allow: Access<Void>("nobody", else: .forbidden) { _ in false }) { _ in "x" }
        for method in ["OPTIONS", "PUT"] {
            #expect(try await gate.response(method, "/x").status == 401)
        }
    }

    @Test("A failing rule is a 500 without a list of methods")
    func failingRuleIs500() async throws {
        var gate = Gate()
        gate.get("/x", allow: .everyone) { _ in "x" }
        gate.post("/x", allow: Access<Void>("broken") { _ in throw Mishap() }) { _ in "x" }
        #expect(try await gate.response("OPTIONS", "/x") == .failed)
        #expect(try await gate.response("PUT", "/x") == .failed)
        #expect(try await gate.response("GET", "/x").text == "x")
    }

    @Test("The rules are evaluated with the method of their route")
    func rulesSeeTheirOwnMethod() async throws {
        var gate = Gate()
        gate.get("/x", allow: Access<Void>.everyone.forSafeMethodsOnly()) { _ in "x" }
        gate.post("/x", allow: Access<Void>.everyone.forSafeMethodsOnly()) { _ in "never" }
        #expect(allow(try await gate.response("DELETE", "/x")) == "Allow: GET, HEAD, OPTIONS")
    }

    @Test(
        "A path in another form is redirected to its canonical form, with mount and query",
        arguments: [
            ("/open/", "/open"), ("/open/?a=%2F&b", "/open?a=%2F&b"), ("/dir", "/dir/"), ("/dir?", "/dir/?"),
            ("/%6Fpen/", "/open"),
        ]
    )
    func otherFormIsRedirected(target: String, location: String) async throws {
        for method in ["GET", "HEAD"] {
            let response = try await gate().response(method, target)
            #expect(response.status == 308)
            #expect(response.headers.first == "Location: \(location)")
            let mounted = try await gate().response(method, "/sub/%61pp" + target, mount: Mount("/sub/app"))
            #expect(mounted.headers.first == "Location: /sub/app\(location)")
        }
    }

    @Test("The other form is redirected only if the rule allows the request")
    func otherFormNeedsAllowingRule() async throws {
        let calls = Calls()
        #expect(try await gate(calls).response("POST", "/open/").status == 401)
        let response = try await gate(calls).response("POST", "/open/", with: ["HTTP_AUTHORIZATION": "Ada"])
        #expect(response.status == 308)
        #expect(calls.all.isEmpty)
    }

    @Test("The mount without a slash is redirected to its root")
    func mountWithoutSlashIsRedirected() async throws {
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in "root" }
        let response = try await gate.response("GET", "/sub/app?q", mount: Mount("/sub/app"))
        #expect(response.status == 308)
        #expect(response.headers.first == "Location: /sub/app/?q")
        #expect(try await gate.response("GET", "/sub/app/", mount: Mount("/sub/app")).text == "root")
    }
}
