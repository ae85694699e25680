import Foundation
import Gatehouse
import GatehouseTesting
import Testing

@Suite("Assertions about a gate fail when they do not hold", .serialized)
struct AssertionTests {
    private let alice = TestIdentity.bearer("alice")

    private func gate() -> Gate {
        let member = Access<String>("member", else: .signIn) { request in
            request.headers[.authorization].flatMap { $0 == "Bearer alice" ? "Alice" : nil }
        }
        let ownNote = Narrowing<String, String>("own note") { _, request in
            try request.path["id"] == "1" ? "the note" : nil
        }
        var gate = Gate()
        gate.get("/", allow: .everyone) { _ in "open" }
        gate.get("/missing/{id}", allow: .everyone) { _ -> String in throw HTTPError(.notFound) }
        gate.group("/notes", allow: member) { notes in
            notes.get("/") { _, member in member }
            notes.get("{id:int}", narrowedBy: ownNote) { _, note in note }
            notes.delete("{id:int}", narrowedBy: ownNote) { _, _ in .noContent }
        }
        gate.parameterType("year", example: "2026") { $0.utf8.count == 4 }
        gate.get("/archive/{year:year}/{key:uuid}/{rest...}", allow: member) { _, _ in "" }
        return gate
    }

    /// The description of the failure that a closure throws.
    private func failure(_ body: () async throws -> Void) async throws -> String {
        do {
            try await body()
        } catch let failure as TestFailure {
            return failure.description
        }
        return "none"
    }

    @Test("A request carries its test identity", arguments: ClientKind.allCases)
    func requestsCarryIdentity(kind: ClientKind) async throws {
        try await kind.asking(gate()) { client async throws in
            #expect(try await client.get("/notes", as: alice).text == "Alice")
            #expect(try await client.get("/notes/1", as: alice).text == "the note")
            #expect(try await client.delete("/notes/1", as: alice).status == .noContent)
            #expect(try await client.get("/notes/1").status == .unauthorized)
        }
    }

    @Test("Identities become the parameters that a web server passes")
    func identitiesBecomeParameters() {
        func pair(_ identity: TestIdentity, _ name: String) -> String? {
            TestRequest(.get, "/", as: identity).pairs().first { $0.name == name }?.value
        }
        #expect(pair(.basic("Aladdin", "open sesame"), "HTTP_AUTHORIZATION") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
        #expect(pair(.basic("a", "bc"), "HTTP_AUTHORIZATION") == "Basic YTpiYw==")
        #expect(pair(.basic("a", "b"), "HTTP_AUTHORIZATION") == "Basic YTpi")
        #expect(pair(.cookie("id", "7"), "HTTP_COOKIE") == "id=7")
        #expect(pair(.at("2001:db8::1"), "REMOTE_ADDR") == "2001:db8::1")
        #expect(pair(.anonymous, "HTTP_AUTHORIZATION") == nil)
    }

    @Test("assertDenied tests the decision: a handler's own 404 is not a denial", arguments: ClientKind.allCases)
    func handlers404IsNoDenial(kind: ClientKind) async throws {
        try await kind.asking(gate()) { client async throws in
            try await client.assertDenied(.get, "/notes/1")
            #expect(try await client.assertDenied(.get, "/notes/2", as: alice).status == .notFound)
            for target in ["/", "/missing/7", "/nowhere", "/%"] {
                await #expect(throws: TestFailure.self) { try await client.assertDenied(.get, target) }
            }
            await #expect(throws: TestFailure.self) { try await client.assertDenied(.get, "/notes/1", as: alice) }
        }
    }

    @Test("assertEveryRouteDenies names exactly the open routes", arguments: ClientKind.allCases)
    func openRoutesAreNamed(kind: ClientKind) async throws {
        try await kind.asking(gate(), mount: Mount("/sub")) { client async throws in
            try await client.assertEveryRouteDenies(.anonymous, except: ["GET /", "GET /missing/{id}"])
            let text = try await failure { try await client.assertEveryRouteDenies(.anonymous) }
            let lines = text.split(separator: "\n").dropFirst().map { $0.split(separator: " of ").first ?? "" }
            #expect(lines == ["  GET /", "  GET /missing/{id}"])
            #expect(text.contains("AssertionTests.swift:"))
            let member = try await failure { try await client.assertEveryRouteDenies(alice) }
            for route in ["GET /notes ", "GET /notes/{id:int} ", "GET /archive/{year:year}/{key:uuid}/{rest...} "] {
                #expect(member.contains("  \(route)"), "\(route)")
            }
        }
    }

    @Test("An exception that names no route is a failure")
    func staleExceptionFails() async throws {
        let client = try InMemoryClient(gate())
        let text = try await failure {
            try await client.assertEveryRouteDenies(.anonymous, except: ["GET /", "GET /missing/{id}", "GET /gone"])
        }
        #expect(text.contains("GET /gone: an exception that matches no route"))
    }

    @Test("A handler that fails does not count as a denial")
    func failingHandlerIsNoDenial() async throws {
        var gate = Gate()
        gate.get("/x", allow: Access<Void>("broken") { _ in throw Mishap() }) { _ in "never" }
        gate.get("/y", allow: .everyone) { _ -> String in throw Mishap() }
        let client = try InMemoryClient(gate)
        let text = try await failure { try await client.assertEveryRouteDenies(.anonymous) }
        // A failing rule allows no request.
        #expect(text.split(separator: "\n").count == 2)
        #expect(text.contains("GET /y"))
    }

    @Test("The routes are compared with the file: new and removed routes are reported")
    func routesFileShowsDifferences() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "routes.json")
        let source = directory.appending(path: "Tests.swift").path()
        #expect(throws: TestFailure.self) { try gate().assertRoutes(match: "routes.json", from: source) }
        try RouteListing(gate()).json.write(to: file, atomically: true, encoding: .utf8)
        try gate().assertRoutes(match: "routes.json", from: source)
        try gate().assertRoutes(match: file.path())

        var opened = gate()
        opened.get("/new", allow: .everyone) { _ in "" }
        #expect { try opened.assertRoutes(match: file.path()) } throws: { error in
            "\(error)".hasSuffix("\n  + GET /new  everyone")
        }
        try RouteListing(opened).json.write(to: file, atomically: true, encoding: .utf8)
        #expect { try gate().assertRoutes(match: file.path()) } throws: { error in
            "\(error)".hasSuffix("\n  - GET /new  everyone")
        }
        // The same path with another rule counts as another route.
        var widened = gate()
        widened.get("/new", allow: Access("everybody") { _ in true }) { _ in "" }
        #expect { try widened.assertRoutes(match: file.path()) } throws: { error in
            "\(error)".contains("  - GET /new  everyone\n  + GET /new  everybody")
        }
        try "[]".write(to: file, atomically: true, encoding: .utf8)
        #expect(throws: TestFailure.self) { try gate().assertRoutes(match: file.path()) }
        try "no JSON".write(to: file, atomically: true, encoding: .utf8)
        #expect(throws: TestFailure.self) { try gate().assertRoutes(match: file.path()) }
    }
}
