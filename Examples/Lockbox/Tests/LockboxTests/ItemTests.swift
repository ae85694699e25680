import Foundation
import Gatehouse
import GatehouseTesting
import Testing

@testable import LockboxApp

@Suite("Files and folders", .timeLimit(.minutes(2)))
struct LockboxItemTests {
    private static let field = "Choose files or drop them here"

    @Test("Names from attackers become labels, and the contents have random names with mode 0600")
    func storedNamesAreSafe() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let names = [
            ("notes.txt", "notes.txt"), ("写真.jpg", "写真.jpg"), ("../../etc/passwd", "___.._etc_passwd"),
            (".htaccess", "_htaccess"), ("-rf", "-rf"), ("a\u{202E}gpj.exe", "a_gpj.exe"),
            ("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png"),
        ]
        for (name, label) in names {
            try await browser.visit("/")
            let page = try await browser.submit(
                [Self.field: .file(name, "text/plain", Array("x".utf8))], button: "Upload")
            #expect(page.text.contains("The file is uploaded."), "\(name)")
            #expect(!page.response.text.contains("<img"), "\(name)")
            let files = try site.store.children(of: try site.top(ada))
            #expect(files.contains { $0.name == label }, "\(name): \(files.map(\.name))")
        }
        for name in try site.contents() {
            #expect(name.wholeMatch(of: /[a-z0-9]{24}/) != nil)
            let path = site.lockbox.contents.directory.path + "/" + name
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test("A name that cannot be stored elsewhere is refused with the rule")
    func invalidNamesAreRefused() {
        for name in [
            "", " ", ".", "..", "a/b", "a\\b", "a\nb", "a\u{0}b", "a\u{202E}b", String(repeating: "ü", count: 121),
        ] {
            #expect(ItemName(name) == nil, "\(name)")
        }
        #expect(ItemName("  Tea & cake.txt ")?.text == "Tea & cake.txt")
        #expect(ItemName("خانه\u{200C}ها")?.text == "خانه\u{200C}ها")
        let long = ItemName(uploaded: String(repeating: "👩‍👩‍👧", count: 30) + ".png")
        #expect(long.text.utf8.count <= 240 && long.numbered(12).hasSuffix(" (12).png"))
        #expect(long.numbered(12).utf8.count <= 240)
    }

    @Test("A taken name gets a number when it is uploaded, and is refused for a folder and a new name")
    func takenNamesAreKept() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let top = try site.top(ada)
        let first = try site.put("Photo.jpg", "1", in: top)
        try site.put("photo.JPG", "2", in: top)
        #expect(Set(try site.store.children(of: top).map(\.name)) == ["Photo.jpg", "photo (2).JPG"])
        try await browser.visit("/")
        #expect(try await browser.submit(["New folder": "PHOTO.jpg"]).text.contains("already something"))
        try await browser.visit("/items/\(first.id)")
        #expect(try await browser.submit(["Name": "photo (2).jpg"]).text.contains("already something"))
        #expect(try await browser.submit(["Name": "PHOTO.jpg"]).text.contains("The new name is “PHOTO.jpg”."))
        #expect(try await browser.submit(["Name": "a/b"]).text.contains("A name has 1 to 240 bytes"))
    }

    @Test("Folders are added, sorted and moved, never into themselves and never deeper than the limit")
    func foldersAreMoved() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let top = try site.top(ada)
        let outer = try site.makeFolder("Outer", in: top)
        let inner = try site.makeFolder("Inner", in: outer)
        let file = try site.put("a.txt", in: top)
        #expect(throws: ItemProblem.intoItself) { try site.store.move([outer], to: inner) }
        #expect(throws: ItemProblem.intoItself) { try site.store.move([outer], to: outer) }
        #expect(throws: ItemProblem.top) { try site.store.move([top], to: inner) }
        try await browser.visit("/")
        let page = try await browser.submit(
            ["Choose a.txt": true, "Folder": "Files/Outer/Inner"], button: "Move")
        #expect(page.text.contains("Moved to “Inner”."))
        #expect(try site.store.children(of: inner).map(\.id) == [file.id])
        #expect(try await browser.visit("/folders/\(inner.id)").text.contains("Files / Outer / Inner") == false)
        #expect(page.links.contains { $0.text == "Outer" })
        var deep = top
        for number in 1..<Store.deepest { deep = try site.makeFolder("\(number)", in: deep) }
        #expect(throws: ItemProblem.tooDeep) { try site.makeFolder("more", in: deep) }
        #expect(throws: ItemProblem.tooDeep) { try site.store.move([outer], to: deep) }
    }

    @Test("Something from the bin comes back under a free name; a purged file is gone from the disk")
    func binRestoresAndPurges() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let top = try site.top(ada)
        let folder = try site.makeFolder("Trip", in: top)
        let file = try site.put("a.txt", "old", in: folder)
        try await browser.visit("/")
        #expect(try await browser.submit(["Choose Trip": true], button: "Move to the bin").text.contains("1 moved"))
        #expect(try await browser.visit("/items/\(file.id)").status == .notFound)
        #expect(try await browser.visit("/search?q=a.txt").text.contains("0 found."))
        _ = try site.makeFolder("Trip", in: top)
        try await browser.visit("/bin")
        #expect(try await browser.submit(button: "Restore Trip").text.contains("“Trip” is restored."))
        #expect(try site.store.children(of: top).map(\.name) == ["Trip", "Trip (2)"])
        #expect(try await browser.visit("/items/\(file.id)").status == .ok)
        try site.store.bin([try #require(try site.store.children(of: top).last)], at: .now)
        #expect(try site.contents().count == 1)
        #expect(try site.store.used(by: ada.id) == 3)
        try await browser.visit("/bin")
        #expect(try await browser.submit(button: "Empty the bin").text.contains("The bin is empty."))
        #expect(try site.contents().isEmpty)
        #expect(try site.store.used(by: ada.id) == 0)
    }

    @Test("An upload above the quota is refused as a whole, and leaves nothing on the disk")
    func uploadsBeyondLimitsAreRefused() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada", quota: 1000)
        try site.put("a", String(repeating: "x", count: 900), in: try site.top(ada))
        try await browser.visit("/")
        let bytes = Array(repeating: UInt8(ascii: "x"), count: 101)
        let refused = try await browser.submit(
            [Self.field: .file("b", "text/plain", bytes)], button: "Upload")
        #expect(refused.status == .contentTooLarge || refused.text.contains("100 bytes are left"))
        #expect(try site.contents().count == 1)
        #expect(throws: ItemProblem.quota(left: 100)) {
            try site.store.add(
                [
                    NewFile(name: ItemName(uploaded: "b"), content: "b", size: 60, type: nil),
                    NewFile(name: ItemName(uploaded: "c"), content: "c", size: 60, type: nil),
                ], to: try site.top(ada), at: .now)
        }
        #expect(try site.store.used(by: ada.id) == 900)
    }

    @Test("A download has ranges, the stored name and no type that a browser displays")
    func downloadsHaveRanges() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let file = try site.put("song “1”.html", "0123456789", in: try site.top(ada))
        let whole = try await browser.send(TestRequest(.get, "/items/\(file.id)/content"))
        #expect(whole.text == "0123456789")
        #expect(whole.headers[.contentType] == "application/octet-stream")
        #expect(whole.headers[.contentDisposition]?.hasPrefix("attachment; filename=") == true)
        #expect(whole.headers[.xContentTypeOptions] == "nosniff")
        let part = try await browser.send(
            TestRequest(.get, "/items/\(file.id)/content", headers: [.range: "bytes=3-5"]))
        #expect(part.status == .partialContent && part.text == "345")
    }

    @Test("A page with a script is never displayed as one, whatever it is called")
    func scriptsAreNeverDisplayed() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        for name in ["x.html", "x.xhtml", "x.svg", "x.md", "x.epub", "x.docx", "x.xml", "x.pdf", "x.png", "x.txt"] {
            let file = try site.put(name, "<svg onload=alert(1)><script>alert(1)</script>", in: try site.top(ada))
            let preview = try await browser.send(TestRequest(.get, "/items/\(file.id)/preview"))
            let type = preview.headers[.contentType] ?? ""
            #expect(!type.contains("html") && !type.contains("svg") && !type.contains("xml"), "\(name): \(type)")
            let policy = preview.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("sandbox") || preview.headers[.contentDisposition]?.hasPrefix("attachment") == true)
            #expect(try await browser.visit("/items/\(file.id)").response.text.contains("<script>alert") == false)
        }
    }

    @Test("A ZIP file has the chosen things with their folders, and nothing else")
    func archiveHasTheChosenThings() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let (_, browser) = try await site.member("grace")
        let shared = try site.makeFolder("Shared", in: try site.top(ada))
        let folder = try site.makeFolder("Trip", in: shared)
        try site.put("a.txt", "alpha", in: folder)
        try site.put("secret.txt", "beta", in: shared)
        // The form of a person who only reads leads to the ZIP file.
        #expect(try site.store.share(shared, with: "grace", canWrite: false))
        try await browser.visit("/folders/\(shared.id)")
        let zip = try await browser.submit(["Choose Trip": true], button: "Download as ZIP").response
        #expect(zip.headers[.contentType] == "application/zip")
        let text = String(decoding: zip.body, as: UTF8.self)
        #expect(text.contains("Trip/a.txt") && text.contains("alpha"))
        #expect(!text.contains("secret.txt") && !text.contains("beta"))
    }
}
