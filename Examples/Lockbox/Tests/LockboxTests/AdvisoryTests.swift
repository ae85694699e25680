import Foundation
import GRDB
import Gatehouse
import GatehouseSecurity
import GatehouseTesting
import Testing

@testable import LockboxApp

/// Published failures of other file shares, as requests. ADVISORIES.md says which.
@Suite("Advisories of other programs", .timeLimit(.minutes(2)))
struct LockboxAdvisoryTests {
    private func link(_ site: TestSite, to item: Item, password: String? = nil) async throws -> Link {
        var hash: PasswordHash?
        if let password { hash = try await site.lockbox.accounts.hasher.hash(Password(password)) }
        return try site.store.addLink(
            to: item, .download, label: "l", expires: .now + .seconds(3600), password: hash)
    }

    // MARK: Links

    @Test("A folder of the same name or with the same beginning is not part of a share or a link")
    func namesOpenNothing() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let (_, grace) = try await site.member("grace")
        let top = try site.top(ada)
        let shared = try site.makeFolder("uploads", in: top)
        let beside = try site.makeFolder("uploads_backup", in: top)
        let file = try site.put("secret.txt", "the secret", in: beside)
        #expect(try site.store.share(shared, with: "grace", canWrite: true))
        let link = try await link(site, to: shared)
        for target in ["/folders/\(beside.id)", "/items/\(file.id)/content", "/l/\(link.key)/folders/\(beside.id)"] {
            #expect(try await grace.send(TestRequest(.get, target)).status == .notFound, "\(target)")
        }
        // What has the old name later is something else.
        try site.store.bin([shared], at: .now)
        let again = try site.makeFolder("uploads", in: top)
        try site.put("new.txt", in: again)
        #expect(try await site.app.get("/l/\(link.key)").status == .notFound)
        #expect(try await grace.visit("/folders/\(again.id)").status == .notFound)
        _ = try site.store.purge([shared])
        #expect(try site.store.link(id: link.id) == nil)
        #expect(try await site.app.get("/l/\(link.key)").status == .notFound)
    }

    @Test("What is deleted takes its own links with it, and no link of somebody else")
    func deletionKeepsOtherLinks() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let (mallory, browser) = try await site.member("mallory")
        let kept = try await link(site, to: try site.put("a.txt", in: try site.makeFolder("a", in: try site.top(ada))))
        let own = try site.makeFolder("a", in: try site.top(mallory))
        let gone = try await link(site, to: own)
        try await browser.visit("/")
        try await browser.submit(["Choose a": true], button: "Move to the bin")
        try await browser.visit("/bin")
        #expect(try await browser.submit(button: "Empty the bin").text.contains("The bin is empty."))
        #expect(try site.store.link(id: gone.id) == nil)
        #expect(try await site.app.get("/l/\(kept.key)").status == .ok)
    }

    @Test("What leaves a folder leaves its link")
    func movedItemLeavesTheLink() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let folder = try site.makeFolder("Public", in: try site.top(ada))
        let (moved, binned) = (try site.put("moved.txt", in: folder), try site.put("binned.txt", in: folder))
        let link = try await link(site, to: folder)
        let bob = site.visitor()
        try await bob.visit("/l/\(link.key)")
        for item in [moved, binned] {
            #expect(try await bob.send(TestRequest(.get, "/l/\(link.key)/previews/\(item.id)")).status == .ok)
        }
        try site.store.move([moved], to: try site.top(ada))
        try site.store.bin([binned], at: .now)
        for item in [moved, binned] {
            #expect(try await bob.send(TestRequest(.get, "/l/\(link.key)/previews/\(item.id)")).status == .notFound)
        }
        // The page that the browser shows is older than the change.
        #expect(try await bob.submit(button: "Download moved.txt").status == .notFound)
        #expect(try await bob.visit("/l/\(link.key)").text.contains("This folder is empty."))
    }

    @Test("A new password locks a link again; neither a cookie that somebody chose nor the hash opens it")
    func newPasswordLocksAgain() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let file = try site.put("plan.txt", in: try site.top(ada))
        let locked = try await link(site, to: file, password: "open sesame please")
        let cookie = "__Host-link-\(locked.id.prefix(8))"
        let bob = site.visitor()
        for value in ["", "1", locked.id, locked.password?.text ?? "", "AAAAAAAAAAAAAAAAAAAAAA"] {
            bob.setCookie(cookie, value)
            #expect(try await bob.visit("/l/\(locked.key)").text.contains("Enter the password"), "\(value)")
        }
        #expect(try await bob.submit(["Password": "open sesame please"]).text.contains("plan.txt"))
        let other = try await site.lockbox.accounts.hasher.hash(Password("another password"))
        try site.store.write {
            try $0.execute(sql: "UPDATE link SET password = ? WHERE id = ?", arguments: [other.text, locked.id])
        }
        #expect(try await bob.visit("/l/\(locked.key)").text.contains("Enter the password"))
    }

    @Test("No page shows the hash of a link's password, and nobody but its owner sees its address")
    func secretsOfLinksStaySecret() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let (_, admin) = try await site.member("root", isAdmin: true)
        let (_, grace) = try await site.member("grace")
        let file = try site.put("plan.txt", in: try site.top(ada))
        #expect(try site.store.share(file, with: "grace", canWrite: true))
        let link = try await link(site, to: file, password: "open sesame please")
        let own = ["/", "/links", "/links/\(link.id)", "/items/\(file.id)", "/shared", "/l/\(link.key)"]
        for (person, targets) in [
            (browser, own), (grace, own + ["/search?q=plan"]),
            (admin, own + ["/admin/audit", "/admin/people", "/admin/people/\(ada.id)", "/admin/health"]),
        ] {
            for target in targets {
                let text = try await person.visit(target).response.text
                #expect(!text.contains("argon2"), "\(target)")
                let mayShow = person === browser || target.hasPrefix("/l/")
                #expect(mayShow || !text.contains(link.key), "\(target)")
            }
        }
    }

    @Test("Sharing with a person makes no link; a link needs something that is there")
    func linksAreMadeForWhatIsThere() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        try await site.add("grace")
        let file = try site.put("plan.txt", in: try site.top(ada))
        try await browser.visit("/items/\(file.id)/share")
        #expect(try await browser.submit(["Name of the person": "grace"]).text.contains("Shared with grace."))
        #expect(try site.store.links(of: ada).isEmpty)
        for id in ["later", "aaaaaaaaaaaaaaaaaaaaaaaa", file.name] {
            for method in [HTTPRequest.Method.get, .post] {
                let response = try await browser.send(TestRequest(method, "/items/\(id)/link"))
                #expect(response.status == .notFound && response.decision == .denied)
            }
        }
    }

    @Test("Each change of a link is in the audit trail, whatever its label contains")
    func linkChangesAreNoted() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada", isAdmin: true)
        let file = try site.put("plan.txt", in: try site.top(ada))
        for (number, label) in ["for Bob", "\u{202E}\u{FFFD}🕳 \"'; DROP TABLE audit; --", "%00\\u0000"].enumerated() {
            try await browser.visit("/items/\(file.id)/link")
            try await browser.submit(["What the link is for": .text(label)])
            #expect(try await browser.submit(["Days from now": "3"], button: "Extend").text.contains("is extended"))
            #expect(try await browser.submit(button: "Remove the link").text.contains("no longer works"))
            for kind in ["link added", "link extended", "link removed"] {
                #expect(try site.store.auditCount(AuditFilter(kind: kind)) == number + 1, "\(label)")
            }
        }
    }

    @Test(
        "Nobody tries many keys of links: an IPv4 address or the /64 network of an IPv6 address has one limit",
        arguments: [["203.0.113.7"], (1...300).map { "2001:db8::\(String($0, radix: 16))" }])
    func keysCannotBeTried(addresses: [String]) async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let link = try await link(site, to: try site.put("a.txt", in: try site.top(ada)))
        // The limit of 600 grows again by 10 a second.
        var isLimited = false
        for number in 0..<10_000 {
            let client = TestIdentity.at(addresses[number % addresses.count])
            let key = number % 2 == 0 ? link.key : "guess\(number)"
            let response = try await site.app.get("/l/\(key)", as: client)
            guard response.status == .tooManyRequests else {
                #expect(response.status == (number % 2 == 0 ? .ok : .notFound))
                continue
            }
            #expect(number >= 600 && response.headers[.retryAfter] != nil)
            isLimited = true
            break
        }
        #expect(isLimited)
        #expect(try await site.app.get("/l/\(link.key)", as: .at("198.51.100.20")).status == .ok)
    }
}
