import HTTPTypes
import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Gate allows only what its routes allow")
struct GateTests {
    @Test("A new gate allows nothing, for any method")
    func newGateAllowsNothing() async throws {
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"] {
            for target in ["/", "/index.html", "/.htaccess", "/a/b"] {
                #expect(try await Gate().response(method, target) == .notFound, "\(method) \(target)")
            }
        }
    }

    @Test("A route serves only its own path and method")
    func routeServesItsPathAndMethod() async throws {
        var gate = Gate()
        gate.get("/a", allow: .everyone) { _ in "get" }
        gate.post("/b", allow: .everyone) { _ in "post" }
        #expect(try await gate.response("GET", "/a").text == "get")
        #expect(try await gate.response("HEAD", "/a").text == "get")
        #expect(try await gate.response("POST", "/b").text == "post")
        for (method, target) in [
            ("GET", "/"), ("GET", "//a"), ("GET", "/A"), ("GET", "/a/b"), ("get", "/A"), ("GET", "/a//"),
        ] {
            #expect(try await gate.response(method, target) == .notFound, "\(method) \(target)")
        }
        for (method, target) in [
            ("POST", "/a"), ("GET", "/b"), ("HEAD", "/b"), ("PUT", "/a"), ("get", "/a"), ("TRACE", "/a"),
            ("BREW", "/a"),
        ] {
            #expect(try await gate.response(method, target).status == 405, "\(method) \(target)")
        }
    }

    @Test("A string becomes plain text that no browser executes")
    func stringBecomesPlainText() async throws {
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in "<script>\u{E9}" }
        let response = try await gate.response()
        #expect(response.status == 200)
        #expect(response.headers == ["Content-Type: text/plain; charset=utf-8"])
        #expect(response.body == Array("<script>\u{E9}".utf8))
    }

    @Test("The handler receives the evidence of its rule, for GET and POST")
    func handlerReceivesEvidence() async throws {
        struct Member {
            let name: String
        }
        let member = Access<Member>("member") { request in request.headers[.authorization].map { Member(name: $0) } }
        var gate = Gate()
        gate.get("/desk", allow: member) { _, member in "Good morning, \(member.name)\n" }
        gate.post("/desk", allow: member) { _, member in "Noted, \(member.name)\n" }
        #expect(
            try await gate.response("GET", "/desk", with: ["HTTP_AUTHORIZATION": "Ada"]).text == "Good morning, Ada\n")
        #expect(try await gate.response("POST", "/desk", with: ["HTTP_AUTHORIZATION": "Bo"]).text == "Noted, Bo\n")
        #expect(try await gate.response("GET", "/desk") == .notFound)
    }

    @Test("The gate is a value: routes of a copy do not appear in the original")
    func gateIsValueType() async throws {
        var gate = Gate()
        gate.get("/a", allow: .everyone) { _ in "a" }
        var copy = gate
        copy.get("/b", allow: .everyone) { _ in "b" }
        #expect(try await gate.response("GET", "/b") == .notFound)
        #expect(try await copy.response("GET", "/b").text == "b")
    }

    // MARK: Configuration errors

    private func problems(_ gate: Gate) -> [String] {
        do throws(GateError) {
            _ = try Dispatcher(gate, log: CollectedLog())
            return []
        } catch {
            #expect(error.description == error.problems.joined(separator: "\n"))
            return error.problems
        }
    }

    @Test("All configuration errors are listed at once, each with its source location")
    func allConfigurationErrorsAreListed() throws {
        var gate = Gate()
        gate.get("no-slash", allow: .everyone, fileID: "App/main.swift", line: 3) { _ in "" }
        gate.get("/fine", allow: .everyone, fileID: "App/main.swift", line: 4) { _ in "" }
        gate.post("/a/{id", allow: .everyone, fileID: "App/main.swift", line: 5) { _ in "" }
        gate.get("/{a}/{a}", allow: Access<String>("r") { _ in nil }, fileID: "App/More.swift", line: 6) { _, _ in "" }
        gate.post("/a//b", allow: Access<String>("r") { _ in nil }, fileID: "App/More.swift", line: 7) { _, _ in "" }
        let problems = problems(gate)
        try #require(problems.count == 4)
        #expect(problems[0].hasPrefix("App/main.swift:3: GET no-slash: "))
        #expect(problems[1].hasPrefix("App/main.swift:5: POST /a/{id: "))
        #expect(problems[2].hasPrefix("App/More.swift:6: GET /{a}/{a}: "))
        #expect(problems[3].hasPrefix("App/More.swift:7: POST /a//b: "))
    }

    @Test("The source location defaults to the call of the route")
    func locationDefaultsToCallSite() throws {
        var gate = Gate()
        let line = #line + 1
        gate.get("x", allow: .everyone) { _ in "" }
        let problem = try #require(problems(gate).first)
        #expect(problem.hasPrefix("GatehouseCoreTests/GateTests.swift:\(line): "))
    }

    @Test("Overlapping routes are a configuration error that names both locations, once for each pair")
    func overlappingRoutesAreConfigurationErrors() throws {
        var gate = Gate()
        gate.get("/notes/{id}", allow: .everyone, fileID: "A.swift", line: 1) { _ in "" }
        gate.get("/notes/new", allow: .everyone, fileID: "B.swift", line: 2) { _ in "" }
        gate.post("/notes/new", allow: .everyone, fileID: "C.swift", line: 3) { _ in "" }
        gate.get("/notes/{id}", allow: .everyone, fileID: "D.swift", line: 4) { _ in "" }
        let problems = problems(gate)
        try #require(problems.count == 3)
        for (problem, places) in zip(
            problems, [("B.swift:2", "A.swift:1"), ("D.swift:4", "A.swift:1"), ("D.swift:4", "B.swift:2")])
        {
            #expect(problem.hasPrefix(places.0 + ": "))
            #expect(problem.contains("at \(places.1) match the same requests"))
        }
    }

    @Test("Routes with other methods or other lengths do not overlap")
    func distinctRoutesDoNotOverlap() {
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in "" }
        gate.get("/{x}", allow: .everyone) { _ in "" }
        gate.post("/{x}", allow: .everyone) { _ in "" }
        gate.get("/{x}/{y}", allow: .everyone) { _ in "" }
        #expect(problems(gate).isEmpty)
    }
}
