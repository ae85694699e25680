import Foundation
import GRDB
import Gatehouse
import GatehouseSecurity
import GatehouseTesting
import Testing

@testable import LockboxApp

/// The published failures of shares in File Browser, Nextcloud and Pingvin Share, as requests.
@Suite("Links", .timeLimit(.minutes(2)))
struct LockboxLinkTests {
    private func link(
        _ site: TestSite, to item: Item, _ kind: Link.Kind = .download, password: String? = nil, limit: Int? = nil,
        lifetime: Int = 3600, uploadLimit: Int = 1000
    ) async throws -> Link {
        var hash: PasswordHash?
        if let password { hash = try await site.lockbox.accounts.hasher.hash(Password(password)) }
        return try site.store.addLink(
            to: item, kind, label: "for Bob", expires: .now + .seconds(lifetime), password: hash, downloadLimit: limit,
            uploadLimit: uploadLimit)
    }

    @Test("A link with one download survives a hundred previews by GET and HEAD; ranges of one download count once")
    func previewsUseUpNothing() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let file = try site.put("plan.txt", "0123456789", in: try site.top(ada))
        let link = try await link(site, to: file, limit: 1)
        for number in 0..<100 {
            let method: HTTPRequest.Method = number % 2 == 0 ? .get : .head
            let response = try await site.app.send(TestRequest(method, "/l/\(link.key)", as: .at("198.51.100.9")))
            #expect(response.status == .ok)
            #expect(response.headers[try #require(HTTPField.Name("X-Robots-Tag"))] == "noindex")
        }
        let bob = site.visitor()
        #expect(try await bob.visit("/l/\(link.key)").text.contains("Downloads left: 1."))
        #expect(try await bob.send(TestRequest(.get, "/l/\(link.key)/previews/\(file.id)")).decision == .denied)
        let page = try await bob.submit(button: "Download plan.txt")
        #expect(page.response.text == "0123456789")
        for _ in 0..<3 {
            let part = try await bob.send(TestRequest(.get, page.target, headers: [.range: "bytes=2-4"]))
            #expect(part.text == "234")
            #expect(try await bob.send(TestRequest(.head, page.target)).status == .ok)
        }
        #expect(try site.store.link(id: link.id)?.downloads == 1)
        let used = try await bob.visit("/l/\(link.key)")
        #expect(used.text.contains("has been used up"))
        #expect(!used.response.text.contains("aria-label=\"Download plan.txt\""))
        #expect(try site.store.uses(of: link).map(\.action) == ["downloaded plan.txt"])
        let other = try site.put("other.txt", in: try site.top(ada))
        #expect(
            try await bob.send(TestRequest(.get, page.target.replacing(file.id, with: other.id))).decision == .denied)
    }

    @Test("Of two downloads at the same time with one left, one is counted")
    func lastDownloadIsCountedOnce() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let link = try await link(site, to: try site.put("a.txt", in: try site.top(ada)), limit: 1)
        let counted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { try site.store.countDownload(by: link) } }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(counted == 1)
    }

    @Test("An expired link, a wrong key and a link to something in the bin look like a missing path")
    func expiredLinksAreMissing() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let file = try site.put("a.txt", in: try site.top(ada))
        let expired = try await link(site, to: file, lifetime: -1)
        let nothing = try await site.app.get("/nothing")
        for key in [expired.key, expired.id, "x"] {
            let response = try await site.app.get("/l/\(key)")
            #expect(response.status == .notFound && response.body == nothing.body)
        }
        try await browser.visit("/links/\(expired.id)")
        #expect(try await browser.submit(["Days from now": "3"], button: "Extend").text.contains("extended"))
        #expect(try await site.app.get("/l/\(expired.key)").status == .ok)
        try site.store.bin([file], at: .now)
        #expect(try await site.app.get("/l/\(expired.key)").status == .notFound)
    }

    /// filebrowser/filebrowser#3470 and #5239: the password was asked for on the page, and not on the download.
    @Test("A password protects every route of a link, also against a cookie of another link and an older password")
    func passwordsCannotBeBypassed() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let file = try site.put("plan.txt", "the plan", in: try site.top(ada))
        let locked = try await link(site, to: file, password: "open sesame please")
        let other = try await link(site, to: file, password: "another password")
        let bob = site.visitor()
        let page = try await bob.visit("/l/\(locked.key)")
        #expect(page.text.contains("Enter the password") && !page.text.contains("plan.txt"))
        for route in site.app.routes where route.path.hasPrefix("/l/{key}/") && route.path != "/l/{key}/password" {
            let target = route.path.replacing("{key}", with: locked.key).replacing("{item}", with: file.id)
                .replacing(/\{[a-z]+(\.\.\.|:[a-z]+)?\}/, with: "x")
            let response = try await bob.send(TestRequest(try #require(HTTPRequest.Method(route.method)), target))
            #expect(response.decision == .denied, "\(route.method) \(target)")
        }
        try await bob.visit("/l/\(locked.key)")
        let refused = try await bob.submit(["Password": "wrong password"])
        #expect(refused.status.code == 422 && refused.text.contains("The password is wrong."))
        #expect(try site.store.auditCount(AuditFilter(kind: "link refused")) == 1)
        #expect(try await bob.submit(["Password": "open sesame please"]).text.contains("plan.txt"))
        #expect(try await bob.visit("/l/\(other.key)").text.contains("Enter the password"))
        let stolen = site.visitor()
        for (name, value) in bob.cookies {
            stolen.setCookie(name.replacing(String(locked.id.prefix(8)), with: String(other.id.prefix(8))), value)
        }
        #expect(try await stolen.visit("/l/\(other.key)").text.contains("Enter the password"))
    }

    @Test("Wrong passwords of a link are throttled; a visitor who knew it before still gets in")
    func wrongPasswordsAreThrottled() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let link = try await link(
            site, to: try site.put("a.txt", in: try site.top(ada)), password: "open sesame please")
        let bob = site.visitor(at: "203.0.113.5")
        try await bob.visit("/l/\(link.key)")
        #expect(try await bob.submit(["Password": "open sesame please"]).text.contains("a.txt"))
        let guesser = site.visitor(at: "203.0.113.5")
        var statuses: [Int] = []
        for _ in 0..<6 {
            try await guesser.visit("/l/\(link.key)")
            statuses.append(try await guesser.submit(["Password": "wrong password"]).status.code)
        }
        #expect(statuses == [422, 422, 422, 422, 422, 429])
        for (name, _) in bob.cookies where name.hasPrefix("__Host-link-") && name != "__Host-link-device" {
            bob.setCookie(name, "")
        }
        try await bob.visit("/l/\(link.key)")
        #expect(try await bob.submit(["Password": "open sesame please"]).text.contains("a.txt"))
    }

    /// golang/vulndb#4585 and filebrowser#2982: a link exposed the folder above, or acted as the person who made it.
    @Test("A link to a folder shows nothing above or beside it, and gives no session")
    func linkShowsNothingElse() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let top = try site.top(ada)
        let folder = try site.makeFolder("Public", in: top)
        let inner = try site.makeFolder("Inner", in: folder)
        let beside = try site.put("beside.txt", in: top)
        try site.put("in.txt", in: inner)
        let link = try await link(site, to: folder)
        let bob = site.visitor()
        let page = try await bob.visit("/l/\(link.key)")
        #expect(!page.text.contains("beside.txt") && !page.response.text.contains(top.id))
        #expect(try await bob.follow("Inner").text.contains("in.txt"))
        for target in [
            "folders/\(top.id)", "previews/\(beside.id)", "folders/\(beside.id)", "folders/..", "folders/%2e%2e",
            "files/\(beside.id)/x",
        ] {
            let response = try await bob.send(TestRequest(.get, "/l/\(link.key)/\(target)"))
            #expect(response.decision == .denied || response.decision == .refused || response.decision == .unknown)
            #expect(response.status.code >= 400, "\(target)")
        }
        #expect(try await bob.send(TestRequest(.get, "/folders/\(folder.id)")).status == .seeOther)
        #expect(try await bob.send(TestRequest(.get, "/")).status == .seeOther)
    }

    @Test("An upload link takes files up to its limit, notes the sender, sends a notice, and shows nothing")
    func uploadLinkTakesFiles() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let folder = try site.makeFolder("Inbox", in: try site.top(ada))
        let secret = try site.put("secret.txt", in: folder)
        let link = try await link(site, to: folder, .upload, uploadLimit: 10)
        let bob = site.visitor()
        let field = "Choose files or drop them here"
        #expect(try await bob.visit("/l/\(link.key)").text.contains("secret.txt") == false)
        let page = try await bob.submit(
            ["Your name": "Bob <b>", field: .file("a.txt", "text/plain", Array("abc".utf8))], button: "Upload")
        #expect(page.text.contains("Thank you."))
        #expect(page.text.contains("There is room for 7 bytes."))
        let file = try #require(try site.store.children(of: folder).first { $0.name == "a.txt" })
        #expect(file.sender == "Bob <b>" && file.owner == ada.id)
        let mail = try #require(site.mails.all.last)
        #expect(mail.recipient.description == "ada@files.example" && mail.text.contains("a.txt"))
        let large = try await bob.submit(
            ["Your name": "Bob", field: .file("b.txt", "text/plain", Array("12345678".utf8))], button: "Upload")
        #expect(large.status == .contentTooLarge || large.text.contains("7 bytes are left"))
        #expect(try site.store.children(of: folder).count == 2)
        for target in ["folders/\(folder.id)", "previews/\(secret.id)"] {
            #expect(try await bob.send(TestRequest(.get, "/l/\(link.key)/\(target)")).decision == .denied)
        }
        #expect(try await bob.send(TestRequest(.post, "/l/\(link.key)/files/\(secret.id)")).decision == .denied)
    }

    @Test("Nobody fills the database through a link: old uses are forgotten, and empty files are counted")
    func linkIsBounded() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let folder = try site.makeFolder("Inbox", in: try site.top(ada))
        let link = try await link(site, to: folder, .upload)
        for number in 0..<(Store.mostUses + 5) {
            try site.store.note("use \(number)", of: link, client: nil, at: .now)
        }
        let count = try site.store.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM linkUse") }
        #expect(count == Store.mostUses)
        #expect(try site.store.uses(of: link).first?.action == "use \(Store.mostUses + 4)")
        func empty(_ numbers: Range<Int>) -> [NewFile] {
            numbers.map {
                NewFile(name: ItemName(uploaded: "\($0)"), content: "c\($0)", size: 0, type: nil, sender: "Bob")
            }
        }
        try site.store.add(empty(0..<Store.mostReceived), by: link, to: folder, at: .now)
        #expect(throws: ItemProblem.tooMany) {
            try site.store.add(empty(Store.mostReceived..<(Store.mostReceived + 1)), by: link, to: folder, at: .now)
        }
    }

    @Test("A link is made in the pages, with its password kept as a hash")
    func linkIsMadeInThePages() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let file = try site.put("a.txt", in: try site.top(ada))
        try await browser.visit("/items/\(file.id)")
        try await browser.follow("New link")
        let wrong = try await browser.submit([
            "What the link is for": "for Bob", "kind": "Send me files (they see nothing)",
        ])
        #expect(wrong.status.code == 422 && wrong.text.contains("to a folder only"))
        let page = try await browser.submit([
            "kind": "Download", "Password (optional)": "open sesame please",
            "Number of downloads (optional)": "3",
        ])
        let link = try #require(try site.store.links(to: file).first)
        #expect(page.response.text.contains("https://files.example/l/\(link.key)"))
        #expect(link.downloadLimit == 3 && link.password?.text.hasPrefix("$argon2id$") == true)
        #expect(try await browser.submit(button: "Remove the link").text.contains("no longer works"))
        #expect(try await site.app.get("/l/\(link.key)").status == .notFound)
    }
}
