import Foundation
import Gatehouse
import GatehouseTesting
import Testing

@testable import LockboxApp

@Suite("Access", .timeLimit(.minutes(2)))
struct LockboxAccessTests {
    /// The library's pages around the sign-in.
    private static let signIn = [
        "GET /sign-in", "POST /sign-in", "GET /sign-in/code", "POST /sign-in/code", "GET /forgotten", "POST /forgotten",
        "GET /new-password", "POST /new-password", "GET /new-password/{link}",
    ]

    /// The pages of a person alone, without an identifier in the path.
    private static let own = [
        "GET /", "GET /shared", "GET /search", "GET /links", "GET /bin", "POST /bin/empty", "POST /sign-out",
        "GET /account/password", "POST /account/password", "GET /account/sessions", "POST /account/sessions",
        "GET /account/second-factor", "POST /account/second-factor",
    ]

    @Test("Only the assets and the sign-in are public, and every route is in the reviewed list")
    func nothingElseIsPublic() async throws {
        let site = try TestSite()
        try await site.add("ada")
        try await site.app.assertEveryRouteDenies(.anonymous, except: ["GET /assets/{path...}"] + Self.signIn)
        try site.gate.assertRoutes(match: "routes.json")
    }

    /// Every route gets the identifiers of ada's things: in the folder, in the bin, and the link and the person themselves.
    @Test("Another person's identifiers are denied on every route, change nothing, and get into the audit trail")
    func filesOfOthersLookMissing() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada", isAdmin: true)
        let (_, mallory) = try await site.member("mallory")
        let top = try site.top(ada)
        let folder = try site.makeFolder("Private", in: top)
        let file = try site.put("diary.txt", in: folder)
        let binned = try site.put("old.txt", in: folder)
        try site.store.bin([binned], at: .now)
        let link = try site.store.addLink(to: file, .download, label: "l", expires: .now + .seconds(3600))
        let nothing = try await mallory.send(TestRequest(.get, "/nothing"))
        let before = try site.rows()
        var requests = 0
        for route in site.app.routes where route.path.contains("{") {
            guard !route.path.hasPrefix("/assets"), !route.path.hasPrefix("/new-password") else { continue }
            let method = try #require(HTTPRequest.Method(route.method))
            for item in [top, folder, file, binned] {
                let target = route.path
                    .replacing("{item}", with: item.id).replacing("{link}", with: link.id)
                    .replacing("{person}", with: ada.id).replacing("{key}", with: link.id)
                    .replacing(/\{[a-z]+(\.\.\.|:[a-z]+)?\}/, with: "x")
                let response = try await mallory.send(TestRequest(method, target))
                #expect(response.decision == .denied, "\(method) \(target): \(response.status)")
                if !route.path.hasPrefix("/admin") {
                    #expect(response.status == nothing.status && response.body == nothing.body, "\(method) \(target)")
                }
                requests += 1
            }
        }
        #expect(requests > 100)
        #expect(try site.rows() == before)
        #expect(try site.store.auditCount(AuditFilter(kind: "denied", person: "mallory")) > 0)
    }

    @Test("A person who is no administrator is denied on every page for administrators")
    func onlyAdministratorsAdministrate() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada", isAdmin: true)
        let (_, grace) = try await site.member("grace")
        let routes = site.app.routes.filter { $0.path.hasPrefix("/admin") }
        #expect(routes.count >= 9)
        for route in routes {
            let target = route.path.replacing("{person}", with: ada.id)
            let response = try await grace.send(TestRequest(try #require(HTTPRequest.Method(route.method)), target))
            #expect(response.decision == .denied, "\(route.method) \(target)")
        }
    }

    @Test("Every route either has an object in its path, is for administrators, or is a person's own page")
    func everyRouteIsClassified() throws {
        let site = try TestSite()
        for route in site.app.routes {
            let text = "\(route.method) \(route.path)"
            #expect(
                route.path.contains("{") || route.path.hasPrefix("/admin") || Self.own.contains(text)
                    || Self.signIn.contains(text), "\(text)")
        }
    }

    @Test("A share to read opens the item and what is in it, and neither changes nor the folder above")
    func readersOnlyRead() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let (_, grace) = try await site.member("grace")
        let outside = try site.put("outside.txt", in: try site.top(ada))
        let folder = try site.makeFolder("Shared", in: try site.top(ada))
        let inner = try site.makeFolder("Inner", in: folder)
        let file = try site.put("plan.txt", "the plan", in: inner)
        #expect(try site.store.share(folder, with: "GRACE", canWrite: false))
        #expect(try await grace.visit("/folders/\(inner.id)").text.contains("plan.txt"))
        #expect(try await grace.send(TestRequest(.get, "/items/\(file.id)/content")).text == "the plan")
        #expect(try await grace.visit("/shared").text.contains("Shared ada"))
        #expect(try await grace.visit("/search?q=plan").text.contains("1 found."))
        #expect(try await grace.visit("/search?q=outside").text.contains("0 found."))
        let before = try site.rows()
        let reads = ["/folders/{item}/archive"]
        for item in [folder, inner, file] {
            for route in site.app.routes where route.method != "GET" && route.path.contains("{item}") {
                if reads.contains(route.path) || route.path.hasPrefix("/l/") { continue }
                let target = route.path.replacing("{item}", with: item.id)
                    .replacing(/\{[a-z]+(\.\.\.|:[a-z]+)?\}/, with: "x")
                let response = try await grace.send(
                    TestRequest(try #require(HTTPRequest.Method(route.method)), target))
                #expect(response.decision == .denied, "\(route.method) \(target)")
            }
        }
        for target in ["/items/\(outside.id)", "/folders/\(try site.top(ada).id)", "/items/\(outside.id)/content"] {
            #expect(try await grace.send(TestRequest(.get, target)).status == .notFound, "\(target)")
        }
        #expect(try site.rows() == before)
        try site.store.endShare(of: folder, with: try #require(try await site.store.user(named: "grace")).id)
        #expect(try await grace.visit("/folders/\(inner.id)").status == .notFound)
    }

    @Test("A share to write allows changes in the folder, for its owner's quota, and no sharing")
    func writersWriteIntoTheFolder() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let (_, grace) = try await site.member("grace")
        let folder = try site.makeFolder("Shared", in: try site.top(ada))
        #expect(try site.store.share(folder, with: "grace", canWrite: true))
        try await grace.visit("/folders/\(folder.id)")
        let page = try await grace.submit(
            ["Choose files or drop them here": .file("a.txt", "text/plain", Array("abc".utf8))], button: "Upload")
        #expect(page.text.contains("The file is uploaded."))
        let file = try #require(try site.store.children(of: folder).first)
        #expect(file.owner == ada.id && file.size == 3)
        for target in ["/items/\(file.id)/share", "/items/\(file.id)/link"] {
            #expect(try await grace.send(TestRequest(.get, target)).status == .notFound)
        }
        try await grace.visit("/items/\(file.id)")
        #expect(try await grace.submit(button: "Move to the bin").text.contains("is in the bin."))
        #expect(try site.store.bin(of: ada).map(\.name) == ["a.txt"])
        #expect(try await grace.send(TestRequest(.post, "/bin/\(file.id)/restore")).decision == .denied)
    }

    @Test("A form without its token, and a form of another site, change nothing")
    func formsNeedTheirToken() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let file = try site.put("a.txt", in: try site.top(ada))
        for route in ["name", "folder", "discard"] {
            var request = TestRequest(
                .post, "/items/\(file.id)/\(route)",
                headers: [.contentType: "application/x-www-form-urlencoded"], body: Array("name=b".utf8))
            #expect(try await browser.send(request).status == .forbidden)
            request.headers[try #require(HTTPField.Name("Sec-Fetch-Site"))] = "cross-site"
            #expect(try await browser.send(request).status == .forbidden)
        }
        #expect(try site.store.children(of: try site.top(ada)).map(\.name) == ["a.txt"])
    }

    @Test("An error page contains nothing from the request")
    func errorPageOmitsRequest() async throws {
        let site = try TestSite()
        let (_, browser) = try await site.member("ada")
        let response = try await browser.send(TestRequest(.get, "/items/diary?x=%3Cscript%3E"))
        #expect(response.status == .notFound)
        #expect(response.text.contains("This page does not exist, or you have no access to it."))
        for word in ["diary", "%3C", "ada"] { #expect(!response.text.contains(word), "\(word)") }
    }
}
