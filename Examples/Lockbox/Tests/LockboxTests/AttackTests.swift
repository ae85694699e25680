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
        for (name, value) in fresh.cookies where value.count > 8 {
            let changed = Browser(site.app)
            let last: Character = value.last == "A" ? "B" : "A"
            changed.setCookie(name, value.dropLast() + String(last))
            #expect(try await changed.send(TestRequest(.get, "/")).status == .seeOther, "\(name)")
        }
    }

    @Test("A page with stored scripts shows them as text, and its policy runs no script without the nonce")
    func storedScriptsAreText() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada", isAdmin: true)
        let script = "\"><script>alert(1)</script>"
        let top = try site.top(ada)
        // "/" is not allowed in a name; the label of a link can have it.
        let file = try site.put("\"><script>alert(1)<script>.txt", in: top)
        let link = try site.store.addLink(to: file, .download, label: script, expires: .now + .seconds(60))
        try site.store.note("downloaded \(script)", of: link, client: script, at: .now)
        try site.store.audit("test", person: script, client: script, script, at: .now)
        let pages = [
            "/", "/items/\(file.id)", "/links", "/links/\(link.id)", "/l/\(link.key)", "/admin/audit",
            "/search?q=script", "/items/\(file.id)/link", "/items/\(file.id)/share",
        ]
        for target in pages {
            let page = try await browser.visit(target)
            #expect(page.status == .ok && !page.response.text.contains("<script>alert"), "\(target)")
            let policy = page.response.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("script-src 'nonce-") && policy.contains("default-src 'none'"), "\(target)")
        }
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
