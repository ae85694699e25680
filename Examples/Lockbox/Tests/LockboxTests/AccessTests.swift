import Foundation
import Gatehouse
import GatehouseTesting
import Testing

@testable import LockboxApp

@Suite("Who may open a box")
struct LockboxAccessTests {
    @Test("nothing but the style sheet and the script is for everybody, and no route has come without being reviewed")
    func open() async throws {
        let boxes = try TestBoxes()
        let client = try InMemoryClient(boxes.gate)
        try await client.assertEveryRouteDenies(.anonymous, except: ["GET /style.css", "GET /lockbox.js"])
        try boxes.gate.assertRoutes(match: "routes.json")
    }

    @Test(
        "a monitor that is named learns that the boxes can be read; nobody else, and where none is named, there is no path"
    )
    func health() async throws {
        let boxes = try TestBoxes(monitors: ["192.0.2.10"])
        let client = try InMemoryClient(boxes.gate)
        #expect(try await client.get("/health", as: .at("192.0.2.10")).status == .ok)
        #expect(try await client.get("/health", as: TestBoxes.ada).status == .notFound)
        let unwatched = try InMemoryClient(TestBoxes().gate)
        #expect(try await unwatched.get("/health", as: .at("192.0.2.10")).status == .notFound)
        try FileManager.default.removeItem(at: boxes.directory)
        #expect(try await client.get("/health", as: .at("192.0.2.10")).status == .serviceUnavailable)
    }

    @Test("a key opens its own box, and no other key or name opens any")
    func keys() async throws {
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

    @Test("somebody else's file looks like one that is not there, byte for byte, and stays")
    func others() async throws {
        let boxes = try TestBoxes()
        let client = try InMemoryClient(boxes.gate)
        try boxes.put("diary.txt")
        let name = try #require(try boxes.names().first)
        #expect(try await client.get("/files/ada/\(name)", as: TestBoxes.ada).text == "content")
        // One's own file is in one's own box only.
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

    @Test("what another site's page sends changes nothing, though the browser sends the key along")
    func crossSite() async throws {
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

    @Test("the page of an error holds nothing of what was asked")
    func errorPage() async throws {
        let boxes = try TestBoxes()
        let response = try await InMemoryClient(boxes.gate).get(
            "/files/ada/ZGlhcnk.txt?x=%3Cscript%3E", as: TestBoxes.ada)
        #expect(response.status == .notFound)
        #expect(response.text.contains("There is nothing here, or nothing of yours."))
        for word in ["ZGlhcnk", "diary", "script", "ada"] { #expect(!response.text.contains(word), "\(word)") }
    }
}
