import HTTPTypes
import Testing

@testable import GatehouseCore

/// Gates and groups have a function for each method. Each must add a route for its own method, evaluate the given
/// rules, and pass their evidence to the handler.
@Suite("Route methods")
struct MethodTests {
    private let calls = Calls()

    private let signedIn = Access<Void>("signed in") { request in request.headers[.authorization] != nil }
    private let member = Access<String>("member") { request in request.headers[.authorization] }
    private let even = Narrowing<String, Int>("even number") { _, request in Self.even(request) }
    private let evenForAll = Narrowing<Void, Int>("even number") { _, request in Self.even(request) }

    private static func even(_ request: Request) -> Int? {
        request.headers[.maxForwards].flatMap { Int($0) }.flatMap { $0.isMultiple(of: 2) ? $0 : nil }
    }

    private func gate() throws -> Gate {
        let calls = calls
        let propfind = try #require(HTTPRequest.Method("PROPFIND"))
        var gate = Gate()
        gate.get("/rule", allow: signedIn) { _ in calls.noted("get") }
        gate.get("/evidence", allow: member) { _, name in calls.noted("get \(name)") }
        gate.post("/rule", allow: signedIn) { _ in calls.noted("post") }
        gate.post("/evidence", allow: member) { _, name in calls.noted("post \(name)") }
        gate.put("/rule", allow: signedIn) { _ in calls.noted("put") }
        gate.put("/evidence", allow: member) { _, name in calls.noted("put \(name)") }
        gate.patch("/rule", allow: signedIn) { _ in calls.noted("patch") }
        gate.patch("/evidence", allow: member) { _, name in calls.noted("patch \(name)") }
        gate.delete("/rule", allow: signedIn) { _ in calls.noted("delete") }
        gate.delete("/evidence", allow: member) { _, name in calls.noted("delete \(name)") }
        gate.on(propfind, "/rule", allow: signedIn) { _ in calls.noted("propfind") }
        gate.on(propfind, "/evidence", allow: member) { _, name in calls.noted("propfind \(name)") }
        gate.group("/group", allow: member) { group in
            group.get("evidence") { _, name in calls.noted("get \(name)") }
            group.get("narrower", narrowedBy: even) { _, number in calls.noted("get \(number)") }
            group.post("evidence") { _, name in calls.noted("post \(name)") }
            group.post("narrower", narrowedBy: even) { _, number in calls.noted("post \(number)") }
            group.put("evidence") { _, name in calls.noted("put \(name)") }
            group.put("narrower", narrowedBy: even) { _, number in calls.noted("put \(number)") }
            group.patch("evidence") { _, name in calls.noted("patch \(name)") }
            group.patch("narrower", narrowedBy: even) { _, number in calls.noted("patch \(number)") }
            group.delete("evidence") { _, name in calls.noted("delete \(name)") }
            group.delete("narrower", narrowedBy: even) { _, number in calls.noted("delete \(number)") }
            group.on(propfind, "evidence") { _, name in calls.noted("propfind \(name)") }
            group.on(propfind, "narrower", narrowedBy: even) { _, number in calls.noted("propfind \(number)") }
        }
        gate.group("/void", allow: signedIn) { group in
            group.get("rule") { _ in calls.noted("get") }
            group.get("narrower", narrowedBy: evenForAll) { _, number in calls.noted("get \(number)") }
            group.post("rule") { _ in calls.noted("post") }
            group.post("narrower", narrowedBy: evenForAll) { _, number in calls.noted("post \(number)") }
            group.put("rule") { _ in calls.noted("put") }
            group.put("narrower", narrowedBy: evenForAll) { _, number in calls.noted("put \(number)") }
            group.patch("rule") { _ in calls.noted("patch") }
            group.patch("narrower", narrowedBy: evenForAll) { _, number in calls.noted("patch \(number)") }
            group.delete("rule") { _ in calls.noted("delete") }
            group.delete("narrower", narrowedBy: evenForAll) { _, number in calls.noted("delete \(number)") }
            group.on(propfind, "rule") { _ in calls.noted("propfind") }
            group.on(propfind, "narrower", narrowedBy: evenForAll) { _, number in calls.noted("propfind \(number)") }
        }
        return gate
    }

    /// The position of a route, and what its handler gets besides the request.
    private static let kinds = [
        ("/", "rule", ""), ("/", "evidence", " Ada"), ("/group/", "evidence", " Ada"), ("/group/", "narrower", " 4"),
        ("/void/", "rule", ""), ("/void/", "narrower", " 4"),
    ]

    @Test(
        "Each function runs the handler of its method with the evidence, and no handler if a rule denies",
        arguments: ["get", "post", "put", "patch", "delete", "propfind"], kinds)
    func handlersRunBehindRules(
        method: String, kind: (place: String, name: String, evidence: String)
    ) async throws {
        let gate = try gate()
        let path = kind.place + kind.name
        let isNarrowed = kind.evidence.hasSuffix(" 4")
        for stranger in [[:], ["HTTP_MAX_FORWARDS": "4"]] + (isNarrowed ? [["HTTP_AUTHORIZATION": "Ada"]] : []) {
            #expect(try await gate.response(method.uppercased(), path, with: stranger) == .notFound)
        }
        #expect(calls.all == [])

        let ada = ["HTTP_AUTHORIZATION": "Ada", "HTTP_MAX_FORWARDS": "4"]
        #expect(try await gate.response(method.uppercased(), path, with: ada).status == 204)
        #expect(calls.all == [method + kind.evidence])
    }

    @Test("A handler's branches may return different types; nil is a 404, and .noContent a 204")
    func branchesReturnDifferentTypes() async throws {
        var gate = Gate()
        gate.get("/{kind}", allow: .everyone) { request in
            switch try request.path["kind"] {
            case "page": Page("Title")
            case "redirect": Redirect(to: "/page")
            case "text": "text"
            case "empty": .noContent
            default: nil
            }
        }
        #expect(try await gate.response("GET", "/page").status == 200)
        #expect(try await gate.response("GET", "/redirect").status == 303)
        #expect(try await gate.response("GET", "/text").text == "text")
        #expect(try await gate.response("GET", "/empty").status == 204)
        #expect(try await gate.response("GET", "/nil") == .notFound)
    }

    @Test("Unroutable methods are configuration errors", arguments: ["HEAD", "OPTIONS", "TRACE", "CONNECT"])
    func unroutableMethodsAreConfigurationErrors(name: String) throws {
        var gate = Gate()
        gate.on(try #require(HTTPRequest.Method(name)), "/", allow: .everyone) { _ in "never" }
        let error = #expect(throws: GateError.self) { try gate.routes() }
        #expect(error?.description.contains(name) == true)
    }
}

extension Calls {
    /// Records a call, for a handler that returns 204.
    fileprivate func noted(_ call: String) -> Response {
        note(call)
        return .noContent
    }
}
