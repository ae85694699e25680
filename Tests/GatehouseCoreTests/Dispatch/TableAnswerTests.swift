import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("What the table answers: OPTIONS, methods that a path lacks, the path's own form; for those who may see it")
struct TableAnswerTests {
    private let member = Access<String>("member", else: .signIn) { $0.header(.authorization) }
    private let hidden = Access<String>("owner") { $0.header(.authorization) }

    private func gate(_ calls: Calls = Calls()) -> Gate {
        var gate = Gate()
        gate.get("/open", allow: .everyone) { _ in "open" }
        gate.post("/open", allow: member) { _, _ in calls.note("post") }
        gate.put("/hidden/{id}", allow: hidden) { _, _ in calls.note("put") }
        gate.get("/dir/", allow: .everyone) { _ in "directory" }
        gate.get("/hidden-dir/", allow: hidden) { _, _ in "hidden directory" }
        return gate
    }

    private func allow(_ answer: Answer) -> String? {
        answer.headers.first { $0.hasPrefix("Allow: ") }
    }

    @Test("OPTIONS lists the methods that the client may use, and no others")
    func options() async throws {
        let anonymous = try await gate().answer("OPTIONS", "/open")
        #expect(anonymous.status == 204)
        #expect(anonymous.body.isEmpty)
        #expect(allow(anonymous) == "Allow: GET, HEAD, OPTIONS")
        let signedIn = try await gate().answer("OPTIONS", "/open", with: ["HTTP_AUTHORIZATION": "Ada"])
        #expect(allow(signedIn) == "Allow: GET, HEAD, POST, OPTIONS")
    }

    @Test(
        "a method that the path lacks is a 405 with the same list, and no handler runs", arguments: ["DELETE", "BREW"])
    func unknownMethod(method: String) async throws {
        let calls = Calls()
        let answer = try await gate(calls).answer(method, "/open", with: ["HTTP_AUTHORIZATION": "Ada"])
        #expect(answer.status == 405)
        #expect(allow(answer) == "Allow: GET, HEAD, POST, OPTIONS")
        #expect(calls.all.isEmpty)
    }

    @Test(
        "who may not see the path gets the answer of a path that does not exist, for every method",
        arguments: ["GET", "HEAD", "OPTIONS", "DELETE", "PUT", "POST", "BREW", "TRACE"]
    )
    func hiddenPath(method: String) async throws {
        for target in ["/hidden/7", "/hidden/7/", "/hidden-dir", "/hidden-dir/"] {
            #expect(try await gate().answer(method, target) == .notFound, "\(target)")
        }
        let owner = ["HTTP_AUTHORIZATION": "Ada"]
        #expect(try await gate().answer(method, "/hidden/7", with: owner).status != 404)
    }

    @Test("who may not see any route of a path gets the first one's denial")
    func firstDenial() async throws {
        var gate = Gate()
        gate.get("/x", allow: member) { _, _ in "x" }
        gate.post("/x", allow: Access<Void>("nobody", else: .forbidden) { _ in nil }) { _ in "x" }
        for method in ["OPTIONS", "PUT"] {
            #expect(try await gate.answer(method, "/x").status == 401)
        }
    }

    @Test("a rule that breaks while the table is asked is a 500: no list is made without it")
    func brokenRule() async throws {
        var gate = Gate()
        gate.get("/x", allow: .everyone) { _ in "x" }
        gate.post("/x", allow: Access<Void>("broken") { _ -> Void? in throw Mishap() }) { _ in "x" }
        #expect(try await gate.answer("OPTIONS", "/x") == .failed)
        #expect(try await gate.answer("PUT", "/x") == .failed)
        #expect(try await gate.answer("GET", "/x").text == "x")
    }

    @Test("the rules are asked as for the methods that they are for")
    func askedMethod() async throws {
        var gate = Gate()
        gate.get("/x", allow: Access<Void>.everyone.forSafeMethodsOnly()) { _ in "x" }
        gate.post("/x", allow: Access<Void>.everyone.forSafeMethodsOnly()) { _ in "never" }
        #expect(allow(try await gate.answer("DELETE", "/x")) == "Allow: GET, HEAD, OPTIONS")
    }

    @Test(
        "a path in another form than its own is redirected to that, with mount and query",
        arguments: [
            ("/open/", "/open"), ("/open/?a=%2F&b", "/open?a=%2F&b"), ("/dir", "/dir/"), ("/dir?", "/dir/?"),
            ("/%6Fpen/", "/open"),
        ]
    )
    func ownForm(target: String, location: String) async throws {
        for method in ["GET", "HEAD"] {
            let answer = try await gate().answer(method, target)
            #expect(answer.status == 308)
            #expect(answer.headers.first == "Location: \(location)")
            let mounted = try await gate().answer(method, "/sub/%61pp" + target, mount: Mount("/sub/app"))
            #expect(mounted.headers.first == "Location: /sub/app\(location)")
        }
    }

    @Test("the other form is redirected when the rule has let the request pass, and denied otherwise")
    func ownFormDenied() async throws {
        let calls = Calls()
        #expect(try await gate(calls).answer("POST", "/open/").status == 401)
        let answer = try await gate(calls).answer("POST", "/open/", with: ["HTTP_AUTHORIZATION": "Ada"])
        #expect(answer.status == 308)
        #expect(calls.all.isEmpty)
    }

    @Test("the mount itself without a slash is another form of its root")
    func mountItself() async throws {
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in "root" }
        let answer = try await gate.answer("GET", "/sub/app?q", mount: Mount("/sub/app"))
        #expect(answer.status == 308)
        #expect(answer.headers.first == "Location: /sub/app/?q")
        #expect(try await gate.answer("GET", "/sub/app/", mount: Mount("/sub/app")).text == "root")
    }
}
