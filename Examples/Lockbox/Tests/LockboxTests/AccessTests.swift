import Foundation
import Gatehouse
import GatehouseTesting
import Testing

@testable import LockboxApp

@Suite("Access to boxes")
struct LockboxAccessTests {
    @Test("Only the style sheet and the script are public, and every route is in the reviewed list")
    func onlyAssetsArePublic() async throws {
        let boxes = try TestBoxes()
        let client = try InMemoryClient(boxes.gate)
        try await client.assertEveryRouteDenies(.anonymous, except: ["GET /assets/{path...}"])
        try boxes.gate.assertRoutes(match: "routes.json")
    }

    @Test("Only a configured monitor can request /health; without one the path does not exist")
    func onlyMonitorsCanRequestHealth() async throws {
        let boxes = try TestBoxes(monitors: ["192.0.2.10"])
        let client = try InMemoryClient(boxes.gate)
        #expect(try await client.get("/health", as: .at("192.0.2.10")).status == .ok)
        #expect(try await client.get("/health", as: TestBoxes.ada).status == .notFound)
        let unwatched = try InMemoryClient(TestBoxes().gate)
        #expect(try await unwatched.get("/health", as: .at("192.0.2.10")).status == .notFound)
        try FileManager.default.removeItem(at: boxes.directory)
        #expect(try await client.get("/health", as: .at("192.0.2.10")).status == .serviceUnavailable)
    }

    @Test("A key opens only its own box; a wrong name or key opens none")
    func keyOpensOnlyItsBox() async throws {
        let boxes = try TestBoxes()
        let client = try InMemoryClient(boxes.gate)
        #expect(try await client.get("/", as: TestBoxes.ada).text.contains("The box of ada"))
        #expect(try await client.get("/", as: TestBoxes.grace).text.contains("The box of grace"))
        for (name, key) in [
            ("ada", "s7V2xkqzJ4mN1pQ9rT5w"), ("ada", ""), ("", "LMWL6nUe0yQb8cVbz3vt"), ("Ada", "LMWL6nUe0yQb8cVbz3vt"),
            ("ada", "LMWL6nUe0yQb8cVbz3vT"), ("ada", "LMWL6nUe0yQb8cVbz3vt "), ("eve", "LMWL6nUe0yQb8cVbz3vt"),
        ] {
            let response = try await client.assertDenied(.get, "/", as: .basic(name, key))
            #expect(response.status == .unauthorized)
            #expect(response.headers[.wwwAuthenticate] == "Basic realm=\"Lockbox\", charset=\"UTF-8\"")
        }
    }

    @Test("A file of another person looks like a missing one, byte for byte, and cannot be deleted")
    func filesOfOthersLookMissing() async throws {
        let boxes = try TestBoxes()
        let client = try InMemoryClient(boxes.gate)
        try boxes.put("diary.txt")
        let name = try #require(try boxes.names().first)
        #expect(try await client.get("/files/ada/\(name)", as: TestBoxes.ada).text == "content")
        // The path of another box does not lead to the own file.
        try await client.assertDenied(.get, "/files/grace/\(name)", as: TestBoxes.ada)
        try await client.assertDenied(.post, "/files/grace/\(name)/delete", as: TestBoxes.ada)
        let nothing = try await client.get("/nothing", as: TestBoxes.grace)
        #expect(nothing.status == .notFound)
        for path in [
            "ada/\(name)", "ada/\(name)/page", "ada/\(name)/download", "grace/\(name)", "ADA/\(name)", "ada/bm8.txt",
            "ada/\(name).txt", "ada/..", "ada/%2e%2e%2fgrace",
        ] {
            let response = try await client.get("/files/\(path)", as: TestBoxes.grace)
            #expect(response.status == .notFound || response.status == .badRequest, "\(path)")
            if response.status == .notFound { #expect(response == nothing, "\(path)") }
        }
        for owner in ["ada", "grace"] {
            let response = try await client.assertDenied(.post, "/files/\(owner)/\(name)/delete", as: TestBoxes.grace)
            #expect(response.status == .notFound)
        }
        #expect(try boxes.names() == [name])
        #expect(try await client.list(as: TestBoxes.grace).isEmpty)
    }

    @Test("A form on another site cannot delete a file, although the browser sends the key")
    func crossSiteRequestsAreRefused() async throws {
        let boxes = try TestBoxes()
        let client = try InMemoryClient(boxes.gate)
        try boxes.put("diary.txt")
        let name = try #require(try boxes.names().first)
        var deletion = TestRequest(.post, "/files/ada/\(name)/delete", as: TestBoxes.ada)
        deletion.headers[HTTPField.Name("Sec-Fetch-Site")!] = "cross-site"
        #expect(try await client.send(deletion).status == .forbidden)
        #expect(try boxes.names() == [name])
        deletion.headers[HTTPField.Name("Sec-Fetch-Site")!] = "same-origin"
        #expect(try await client.send(deletion).headers[.location] == "/")
        #expect(try boxes.names() == [])
    }

    @Test("An error page contains nothing from the request")
    func errorPageOmitsRequest() async throws {
        let boxes = try TestBoxes()
        let response = try await InMemoryClient(boxes.gate).get(
            "/files/ada/ZGlhcnk.txt?x=%3Cscript%3E", as: TestBoxes.ada)
        #expect(response.status == .notFound)
        #expect(response.text.contains("This page does not exist, or you have no access to it."))
        for word in ["ZGlhcnk", "diary", "script", "ada"] { #expect(!response.text.contains(word), "\(word)") }
    }
}
