import Foundation
import GatehouseConfiguration
import GatehouseSecurity
import GatehouseTesting
import Testing

@testable import BoardApp

/// The board, as its members use it.
@Suite
final class BoardTests {
    private let directory: URL
    private let mails = CollectedMails()
    private let board: Board
    private let app: InMemoryClient

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("board-\(UUID())")
        let website = directory.appendingPathComponent("public_html")
        try FileManager.default.createDirectory(at: website, withIntermediateDirectories: true)
        var configuration = GateConfiguration()
        configuration.hosts = .only("board.example")
        let key = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) }).base64EncodedString()
        board = try Board(
            data: directory.path + "/data", outside: website.path, keys: Keys([Secret(key)]),
            configuration: configuration, mailer: mails)
        app = try InMemoryClient(board.gate())
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }

    private static let password = "a few unrelated words"

    /// Adds a person and signs in.
    private func member(_ name: String, isAdmin: Bool = false) async throws -> Browser {
        let person = try #require(
            try await board.store.add(name, mail: MailAddress("\(name)@board.example"), isAdmin: isAdmin))
        let browser = Browser(app, as: .at("192.0.2.\(name.utf8.count)"))
        try await open(
            board.accounts.newPasswordLink(for: person, lifetime: .seconds(60), at: "https://board.example"), browser)
        try await browser.signIn(name, password: Self.password)
        return browser
    }

    /// Opens a link of a mail, and chooses a password.
    private func open(_ link: String, _ browser: Browser) async throws {
        try await browser.visit(String(link.dropFirst("https://board.example".count)))
        #expect(try await browser.submit(["New password": .text(Self.password)]).status == .ok)
    }

    private func publish(
        _ browser: Browser, _ title: String, _ values: KeyValuePairs<String, FormInput> = [:]
    ) async throws -> BrowserPage {
        try await browser.visit("/new")
        return try await browser.submit(["Title": .text(title), "Text": "Some text", "Kind": "Offer"])
    }

    @Test
    func nothingIsOpen() async throws {
        try await app.assertEveryRouteDenies(
            .anonymous,
            except: [
                "GET /assets/{path...}", "GET /sign-in", "POST /sign-in", "GET /sign-in/code", "POST /sign-in/code",
                "GET /forgotten", "POST /forgotten", "GET /new-password", "POST /new-password",
                "GET /new-password/{link}",
            ])
    }

    @Test
    func memberIsInvitedByAnAdministrator() async throws {
        let admin = try await member("ada", isAdmin: true)
        try await admin.visit("/invite")
        let wrong = try await admin.submit(["Name": "grace", "Mail address": "nowhere"])
        #expect(wrong.status.code == 422)
        #expect(wrong.text.contains("Enter a mail address"))
        #expect(wrong.response.text.contains("value=\"grace\""))
        let invited = try await admin.submit(["Mail address": "grace@board.example"])
        #expect(invited.text.contains("grace is invited."))
        let text = try #require(mails.all.last?.text)
        let link = try #require(text.split(separator: "\n").first { $0.hasPrefix("https://") })
        let grace = Browser(app)
        try await open(String(link), grace)
        #expect(try await grace.signIn("grace", password: Self.password).title.hasPrefix("Notices"))
        #expect(try await grace.visit("/invite").status == .forbidden)
        try await admin.visit("/invite")
        let taken = try await admin.submit(["Name": "GRACE", "Mail address": "other@board.example"])
        #expect(taken.text.contains("This name is taken."))
    }

    @Test
    func noticeWithAPictureIsPublishedAndDeleted() async throws {
        let ada = try await member("ada")
        try await ada.visit("/new")
        let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        let page = try await ada.submit([
            "Title": "<b>Tea</b>", "Text": "Milk\n& <script>alert(1)</script>", "Kind": "Offer",
            "Until (optional)": "2099-12-31",
            "Picture (optional)": .file("tea.png", "image/png", png),
        ])
        #expect(page.text.contains("The notice is published."))
        #expect(try await ada.visit("/").text.contains("published") == false)
        let notice = try await ada.follow("<b>Tea</b>")
        #expect(notice.response.text.contains("<h1>&lt;b&gt;Tea&lt;/b&gt;</h1>"))
        #expect(!notice.response.text.contains("<script>alert"))
        let picture = try await ada.send(TestRequest(.get, "\(notice.target)/picture"))
        #expect(picture.body == png)
        #expect(picture.headers[.contentType] == "image/png")
        let other = try await member("grace")
        #expect(try await other.visit(notice.target).text.contains("Delete") == false)
        let refused = try await other.send(TestRequest(.post, notice.target))
        #expect(refused.status == .forbidden)
        try await ada.visit(notice.target)
        #expect(try await ada.submit(button: "Delete").text.contains("The notice is deleted."))
        #expect(try await ada.visit(notice.target).status == .notFound)
        #expect(try await ada.visit("\(notice.target)/picture").status == .notFound)
    }

    @Test
    func errorsKeepWhatWasTyped() async throws {
        let ada = try await member("ada")
        try await ada.visit("/new")
        let page = try await ada.submit([
            "Title": "", "Text": "All of \"this\"", "Kind": "Event", "Until (optional)": "31.12.2099",
            "Picture (optional)": .file("tea.exe", "image/png", Array("MZ".utf8)),
        ])
        #expect(page.status.code == 422)
        #expect(page.response.text.contains("All of &quot;this&quot;"))
        #expect(page.text.contains("tea.exe"))
        let large = try await ada.submit([
            "Title": "Tea", "Until (optional)": "",
            "Picture (optional)": .file("large.png", "image/png", Array(repeating: 0, count: 2_000_001)),
        ])
        #expect(large.status.code == 413)
        #expect(large.text.contains("large.png"))
        #expect(large.response.text.contains("value=\"Tea\""))
    }

    @Test
    func noticesAreSearchedSortedAndPaged() async throws {
        let ada = try await member("ada")
        for number in 1...23 { _ = try await publish(ada, "Notice \(number) 100%") }
        let first = try await ada.visit("/")
        #expect(first.text.contains("23 notices."))
        #expect(first.links.contains { $0.text == "Notice 23 100%" })
        #expect(!first.links.contains { $0.text == "Notice 1 100%" })
        #expect(try await ada.follow("Next").links.contains { $0.text == "Notice 1 100%" })
        try await ada.visit("/")
        let sorted = try await ada.follow("Title")
        #expect(sorted.links.first { $0.text.hasPrefix("Notice 1") }?.text == "Notice 1 100%")
        try await ada.visit("/")
        let found = try await ada.submit(["Search": "7 100%"], button: "Search")
        #expect(found.text.contains("2 notices."))
        #expect(try await ada.submit(["Search": "%_"], button: "Search").text.contains("0 notices."))
        #expect(try await ada.visit("/?page=9").status == .notFound)
        #expect(try await ada.visit("/?sort=credentials").status.code == 422)
    }

    @Test
    func expiredNoticesAreNeitherShownNorCounted() async throws {
        let ada = try await member("ada")
        let days: KeyValuePairs<String, String?> = ["Tea": nil, "Milk": "2999-12-31", "Cup": "2000-01-01"]
        for (title, until) in days {
            let notice = Notice(
                author: "", title: title, text: "Half \(title)", kind: .offer, until: until, created: "2026-01-02")
            _ = try await board.store.add(notice, picture: nil)
        }
        for target in ["/", "/search?q=half"] {
            let list = try await ada.visit(target)
            #expect(list.text.contains("2 notices."))
            let titles = list.links.map(\.text).filter { title in days.contains { $0.key == title } }
            #expect(titles == ["Milk", "Tea"])
        }
        #expect(try await ada.visit("/search?q=cup").text.contains("0 notices."))
        #expect(try await ada.send(TestRequest(.get, "/notices.csv")).text.contains("Cup") == false)
    }

    @Test
    func scriptsAreShownAsText() async throws {
        let script = "\"></textarea><script>alert(1)</script>"
        let ada = try await member("ada", isAdmin: true)
        try await ada.visit("/new")
        try await ada.submit(["Title": .text(script), "Text": .text(script), "Kind": "Offer"])
        let notice = try await ada.follow(script).target
        let query = script.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        for target in ["/", notice, "/search?q=\(query)", "/search?q=script", "/?sort=\(query)", "/invite"] {
            let page = try await ada.visit(target)
            #expect(!page.response.text.contains("<script>alert"), "\(target)")
            #expect(page.response.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true, "\(target)")
        }
        let page = try await ada.submit(["Name": .text(script), "Mail address": .text(script)])
        #expect(page.status.code == 422 && !page.response.text.contains("<script>alert"))
    }

    @Test(arguments: ["'", "1%20OR%201=1", "-1", "%00", "..", "%2e%2e%2f", "99999999999999999999", "é", "1'--"])
    func hostileIdentifiersAreMissing(id: String) async throws {
        let ada = try await member("ada")
        _ = try await publish(ada, "Tea")
        for target in ["/notices/\(id)", "/notices/\(id)/picture"] {
            let response = try await ada.send(TestRequest(.get, target))
            #expect([400, 404, 422, 308].contains(response.status.code), "\(target): \(response.status)")
            #expect(!response.text.contains("Tea"))
        }
    }

    @Test
    func tableIsExportedWithoutFormulas() async throws {
        let ada = try await member("ada")
        _ = try await publish(ada, "=1+1")
        let table = try await ada.send(TestRequest(.get, "/notices.csv"))
        #expect(table.text.contains("1,\"'=1+1\",\"offer\",\"\",\"Some text\"\r\n"))
    }

    @Test
    func apiNeedsATokenThatAPasswordEnds() async throws {
        let ada = try await member("ada")
        let page = try await ada.visit("/api/token").response.text
        let token = try #require(page.firstMatch(of: /<code>([^<]+)<\/code>/)).1
        let client = TestIdentity.bearer(String(token))
        struct New: Encodable {
            var title = "Tea"
            var text = "Milk"
            var kind = "offer"
        }
        let created = try await app.send(TestRequest(.post, "/api/notices", as: client, json: New()))
        #expect(created.status == .created)
        #expect(try created.decoded(as: Notice.self).title == "Tea")
        #expect(try await app.get("/api/notices?q=tea", as: client).decoded(as: [Notice].self).count == 1)
        #expect(
            try await app.send(TestRequest(.post, "/api/notices", as: client, json: New(title: ""))).status.code == 422)
        for identity in [TestIdentity.anonymous, .bearer("no token"), .bearer(token + "A")] {
            #expect(try await app.get("/api/notices", as: identity).status == .unauthorized)
        }
        try await ada.visit("/account/password")
        try await ada.submit(["Old password": .text(Self.password), "New password": "other unrelated words"])
        #expect(try await app.get("/api/notices", as: client).status == .unauthorized)
    }
}
