import HTTPTypes
import Testing

@testable import GatehouseCore

/// The route methods of gates and groups are written out one by one. Each has to serve its own method, evaluate the
/// rules around it and pass on their evidence.
@Suite("Each route method serves its own method behind its own rules")
struct MethodTests {
    private let calls = Calls()

    private let signedIn = Access<Void>("signed in") { request in request.header(.authorization) != nil }
    private let member = Access<String>("member") { request in request.header(.authorization) }
    private let even = Narrowing<String, Int>("even number") { _, request in Self.even(request) }
    private let evenForAll = Narrowing<Void, Int>("even number") { _, request in Self.even(request) }

    private static func even(_ request: Request) -> Int? {
        request.header(.maxForwards).flatMap { Int($0) }.flatMap { $0.isMultiple(of: 2) ? $0 : nil }
    }

    private func gate() -> Gate {
        let calls = calls
        var gate = Gate()
        gate.get("/rule", allow: signedIn) { _ in "get" }
        gate.get("/evidence", allow: member) { _, name in "get \(name)" }
        gate.post("/rule", allow: signedIn) { _ in "post" }
        gate.post("/evidence", allow: member) { _, name in "post \(name)" }
        gate.post("/quiet-rule", allow: signedIn) { _ in calls.note("post") }
        gate.post("/quiet-evidence", allow: member) { _, name in calls.note("post \(name)") }
        gate.put("/rule", allow: signedIn) { _ in "put" }
        gate.put("/evidence", allow: member) { _, name in "put \(name)" }
        gate.put("/quiet-rule", allow: signedIn) { _ in calls.note("put") }
        gate.put("/quiet-evidence", allow: member) { _, name in calls.note("put \(name)") }
        gate.patch("/rule", allow: signedIn) { _ in "patch" }
        gate.patch("/evidence", allow: member) { _, name in "patch \(name)" }
        gate.patch("/quiet-rule", allow: signedIn) { _ in calls.note("patch") }
        gate.patch("/quiet-evidence", allow: member) { _, name in calls.note("patch \(name)") }
        gate.delete("/rule", allow: signedIn) { _ in "delete" }
        gate.delete("/evidence", allow: member) { _, name in "delete \(name)" }
        gate.delete("/quiet-rule", allow: signedIn) { _ in calls.note("delete") }
        gate.delete("/quiet-evidence", allow: member) { _, name in calls.note("delete \(name)") }
        gate.group("/group", allow: member) { group in
            group.get("evidence") { _, name in "get \(name)" }
            group.get("both", narrowedBy: even) { _, name, n in "get \(name) \(n)" }
            group.post("evidence") { _, name in "post \(name)" }
            group.post("both", narrowedBy: even) { _, name, n in "post \(name) \(n)" }
            group.post("quiet-evidence") { _, name in calls.note("post \(name)") }
            group.post("quiet-both", narrowedBy: even) { _, name, n in calls.note("post \(name) \(n)") }
            group.put("evidence") { _, name in "put \(name)" }
            group.put("both", narrowedBy: even) { _, name, n in "put \(name) \(n)" }
            group.put("quiet-evidence") { _, name in calls.note("put \(name)") }
            group.put("quiet-both", narrowedBy: even) { _, name, n in calls.note("put \(name) \(n)") }
            group.patch("evidence") { _, name in "patch \(name)" }
            group.patch("both", narrowedBy: even) { _, name, n in "patch \(name) \(n)" }
            group.patch("quiet-evidence") { _, name in calls.note("patch \(name)") }
            group.patch("quiet-both", narrowedBy: even) { _, name, n in calls.note("patch \(name) \(n)") }
            group.delete("evidence") { _, name in "delete \(name)" }
            group.delete("both", narrowedBy: even) { _, name, n in "delete \(name) \(n)" }
            group.delete("quiet-evidence") { _, name in calls.note("delete \(name)") }
            group.delete("quiet-both", narrowedBy: even) { _, name, n in calls.note("delete \(name) \(n)") }
        }
        gate.group("/void", allow: signedIn) { group in
            group.get("rule") { _ in "get" }
            group.get("narrower", narrowedBy: evenForAll) { _, n in "get \(n)" }
            group.post("rule") { _ in "post" }
            group.post("narrower", narrowedBy: evenForAll) { _, n in "post \(n)" }
            group.post("quiet-rule") { _ in calls.note("post") }
            group.post("quiet-narrower", narrowedBy: evenForAll) { _, n in calls.note("post \(n)") }
            group.put("rule") { _ in "put" }
            group.put("narrower", narrowedBy: evenForAll) { _, n in "put \(n)" }
            group.put("quiet-rule") { _ in calls.note("put") }
            group.put("quiet-narrower", narrowedBy: evenForAll) { _, n in calls.note("put \(n)") }
            group.patch("rule") { _ in "patch" }
            group.patch("narrower", narrowedBy: evenForAll) { _, n in "patch \(n)" }
            group.patch("quiet-rule") { _ in calls.note("patch") }
            group.patch("quiet-narrower", narrowedBy: evenForAll) { _, n in calls.note("patch \(n)") }
            group.delete("rule") { _ in "delete" }
            group.delete("narrower", narrowedBy: evenForAll) { _, n in "delete \(n)" }
            group.delete("quiet-rule") { _ in calls.note("delete") }
            group.delete("quiet-narrower", narrowedBy: evenForAll) { _, n in calls.note("delete \(n)") }
        }
        return gate
    }

    /// The path of a route, and what its handler gets besides the request.
    private static let kinds = [
        ("/", "rule", ""), ("/", "evidence", " Ada"), ("/group/", "evidence", " Ada"), ("/group/", "both", " Ada 4"),
        ("/void/", "rule", ""), ("/void/", "narrower", " 4"),
    ]

    @Test(
        "An allowed client gets the response, or a 204 from a handler without one; a denied client gets nothing",
        arguments: ["get", "post", "put", "patch", "delete"], kinds)
    func routeMethodServesAllowedClients(
        method: String, kind: (place: String, name: String, evidence: String)
    ) async throws {
        let gate = gate()
        let path = kind.place + kind.name
        let ada = ["HTTP_AUTHORIZATION": "Ada", "HTTP_MAX_FORWARDS": "4"]
        let answer = try await gate.answer(method.uppercased(), path, with: ada)
        #expect(answer.status == 200)
        #expect(answer.text == method + kind.evidence)
        #expect(calls.all == [])

        let isNarrowed = kind.evidence.hasSuffix(" 4")
        for stranger in [[:], ["HTTP_MAX_FORWARDS": "4"]] + (isNarrowed ? [["HTTP_AUTHORIZATION": "Ada"]] : []) {
            #expect(try await gate.answer(method.uppercased(), path, with: stranger) == .notFound)
            if method != "get" {
                let quiet = try await gate.answer(
                    method.uppercased(), kind.place + "quiet-" + kind.name, with: stranger)
                #expect(quiet == .notFound)
            }
        }
        #expect(calls.all == [])
        guard method != "get" else { return }

        let done = try await gate.answer(method.uppercased(), kind.place + "quiet-" + kind.name, with: ada)
        #expect(done.status == 204)
        #expect(done.body == [])
        #expect(calls.all == [method + kind.evidence])
    }
}
