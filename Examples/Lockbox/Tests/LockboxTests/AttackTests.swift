import Foundation
import GRDB
import Gatehouse
import GatehouseTesting
import Testing

@testable import LockboxApp

@Suite("Attacks and failures", .timeLimit(.minutes(2)))
struct LockboxAttackTests {
    @Test("A sign-in leads to no other site, whatever the address of the page asks for")
    func signInLeadsToNoOtherSite() async throws {
        let site = try TestSite()
        try await site.add("ada")
        let targets = [
            "https://evil.example/", "//evil.example/", "/\\evil.example", "/%2F/evil.example", "javascript:x",
        ]
        for target in targets {
            let browser = site.visitor()
            let text = target.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let page = try await browser.signIn("ada", password: TestSite.password, at: "/sign-in?return=\(text)")
            for redirect in page.redirects {
                let location = redirect.headers[.location] ?? ""
                #expect(location.hasPrefix("/") && !location.hasPrefix("//") && !location.contains("\\"), "\(target)")
            }
        }
    }

    @Test("Neither a session that an attacker chose nor a changed cookie signs anybody in")
    func sessionsAreNotFixed() async throws {
        let site = try TestSite()
        try await site.add("ada")
        let fresh = site.visitor()
        fresh.setCookie("__Host-session", "AAAAAAAAAAAAAAAAAAAAAA")
        try await fresh.signIn("ada", password: TestSite.password)
        #expect(fresh.cookies["__Host-session"] != "AAAAAAAAAAAAAAAAAAAAAA")
        let session = try #require(fresh.cookies["__Host-session"])
        // The last character has unused bits, so that some of these have the same bytes in Base64.
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        var changes = alphabet.map { ("__Host-session", String(session.dropLast()) + String($0)) }
        changes += ["=", "==", "%3D"].map { ("__Host-session", session + $0) }
        changes += fresh.cookies.map { ($0, String($1.dropLast()) + ($1.hasSuffix("A") ? "B" : "A")) }
        for (name, value) in changes where value != session {
            let changed = Browser(site.app)
            changed.setCookie(name, value)
            #expect(try await changed.send(TestRequest(.get, "/")).status == .seeOther, "\(name) \(value)")
        }
        let same = Browser(site.app)
        same.setCookie("__Host-session", session)
        #expect(try await same.send(TestRequest(.get, "/")).status == .ok)
    }

    @Test("A page with stored scripts shows them as text, and its policy runs no script without the nonce")
    func storedScriptsAreText() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada", isAdmin: true)
        let script = "\"><script>alert(1)</script>"
        // "/" is not allowed in a name. Other texts can have it.
        let name = "\"><script>alert(1)<script>"
        let top = try site.top(ada)
        let (file, folder) = (try site.put(name + ".txt", in: top), try site.makeFolder(name, in: top))
        let inner = try site.makeFolder(name, in: folder)
        try site.put(name + ".png", in: inner)
        try site.store.bin([try site.put(name, in: top)], at: .now)
        let other = try await site.add(script)
        #expect(try site.store.share(file, with: script, canWrite: true))
        let theirs = try site.makeFolder(name, in: try site.top(other))
        #expect(try site.store.share(theirs, with: "ada", canWrite: true))
        let link = try site.store.addLink(to: file, .download, label: script, expires: .now + .seconds(60))
        let whole = try site.store.addLink(to: folder, .download, label: script, expires: .now + .seconds(60))
        let drop = try site.store.addLink(
            to: inner, .upload, label: script, expires: .now + .seconds(60), uploadLimit: 1000)
        let sent = NewFile(name: ItemName(uploaded: "sent"), content: "sent", size: 0, type: nil, sender: script)
        try site.store.add([sent], by: drop, to: inner, at: .now)
        try site.store.note("downloaded \(script)", of: link, client: script, at: .now)
        try site.store.audit(script, person: script, client: script, script, at: .now)
        let query = script.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let pages = [
            "/", "/folders/\(inner.id)", "/items/\(file.id)", "/items/\(inner.id)", "/links", "/links/\(link.id)",
            "/l/\(link.key)", "/l/\(whole.key)", "/l/\(whole.key)/folders/\(inner.id)", "/l/\(drop.key)", "/bin",
            "/shared", "/admin/audit?person=\(query)", "/admin/audit?kind=\(query)", "/admin/people",
            "/admin/people/\(other.id)", "/search?q=script", "/search?q=\(query)", "/items/\(file.id)/link",
            "/items/\(file.id)/share",
        ]
        for target in pages {
            let page = try await browser.visit(target)
            #expect(page.status == .ok && !page.response.text.contains("<script>alert"), "\(target)")
            let policy = page.response.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("script-src 'nonce-") && policy.contains("default-src 'none'"), "\(target)")
        }
        // Messages after a change, and forms with an error.
        try await browser.visit("/")
        let added = try await browser.submit(["New folder": .text(name + "2")])
        #expect(added.text.contains("<script>alert") && !added.response.text.contains("<script>alert"))
        try await browser.visit("/items/\(file.id)/share")
        let refused = try await browser.submit(["Name of the person": .text(script + "2")])
        #expect(refused.status.code == 422 && !refused.response.text.contains("<script>alert"))
    }

    @Test("Identifiers that are no identifiers are missing paths, and change nothing")
    func hostileIdentifiersAreMissing() async throws {
        let site = try TestSite()
        let (_, browser) = try await site.member("ada")
        let before = try site.rows()
        for id in ["'", "1%20OR%201=1", "%25", "%00", "..", "%2e%2e%2f", String(repeating: "a", count: 3000), "é"] {
            for target in ["/items/\(id)", "/folders/\(id)", "/links/\(id)", "/l/\(id)", "/items/\(id)/content"] {
                let status = try await browser.send(TestRequest(.get, target)).status
                #expect([400, 404, 414, 308].contains(status.code), "\(target.prefix(60)): \(status)")
            }
        }
        #expect(try site.rows() == before)
    }

    @Test("A change while another process has the database locked is a 503 that says so, and changes nothing")
    func lockedDatabaseIsReported() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        var configuration = GRDB.Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(
            path: site.lockbox.settings.data + "/lockbox.sqlite", configuration: configuration)
        try await browser.visit("/")
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let refused = try await browser.submit(["New folder": "Trip"])
        #expect(refused.status == .serviceUnavailable && refused.text.contains("The database is busy."))
        #expect(refused.response.headers[.retryAfter] == "5")
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        #expect(try site.store.children(of: try site.top(ada)).isEmpty)
        try await browser.visit("/")
        #expect(try await browser.submit(["New folder": "Trip"]).status == .ok)
    }
}
