import Gatehouse
import GatehouseTesting
import Testing

@testable import LockboxApp

@Suite("Undoing a move to the bin", .timeLimit(.minutes(2)))
struct LockboxUndoTests {
    @Test("The message after a move to the bin takes it back, once, and is gone with the message")
    func messageTakesItBack() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let top = try site.top(ada)
        let (first, second) = (try site.put("a.txt", in: top), try site.put("b.txt", in: top))
        let earlier = try site.put("c.txt", in: top)
        try site.store.bin([earlier], at: .now)
        try await browser.visit("/")
        let page = try await browser.submit(["Choose a.txt": true, "Choose b.txt": true], button: "Move to the bin")
        #expect(page.text.contains("2 moved to the bin. You can restore it there. Undo"))
        // The same address later shows no message, and no button.
        let later = site.visitor()
        for (name, value) in browser.cookies where name != "__Host-flash" { later.setCookie(name, value) }
        #expect(try await later.visit(page.target).text.contains("Undo") == false)
        #expect(try await browser.submit(button: "Undo").text.contains("2 restored."))
        #expect(Set(try site.store.children(of: top).map(\.id)) == [first.id, second.id])
        #expect(try site.store.bin(of: ada).map(\.id) == [earlier.id])
        let undo = try #require(page.response.text.firstMatch(of: /action="([^"]+\/undo\/[^"]+)"/)).1
        #expect(try await browser.send(TestRequest(.post, String(undo))).status == .notFound)
        // The button on the page of one thing leads to the folder, too.
        try await browser.visit("/items/\(first.id)")
        try await browser.submit(button: "Move to the bin")
        #expect(try await browser.submit(button: "Undo").text.contains("1 restored."))
        #expect(try site.store.auditCount(AuditFilter(kind: "restored")) == 2)
    }

    @Test("Only who may change the folder takes a move back, with its identifier and a token")
    func moveBelongsToItsFolder() async throws {
        let site = try TestSite()
        let (ada, owner) = try await site.member("ada")
        let (_, writer) = try await site.member("grace")
        let (_, reader) = try await site.member("rita")
        let (_, stranger) = try await site.member("mallory")
        let folder = try site.makeFolder("Shared", in: try site.top(ada))
        let other = try site.makeFolder("Other", in: try site.top(ada))
        #expect(try site.store.share(folder, with: "grace", canWrite: true))
        #expect(try site.store.share(folder, with: "rita", canWrite: false))
        let file = try site.put("a.txt", in: folder)
        let binning = try site.store.bin([file], at: .now)
        let target = "/folders/\(folder.id)/undo/\(binning)"
        for browser in [reader, stranger, site.visitor()] {
            #expect(try await browser.send(TestRequest(.post, target)).decision == .denied)
        }
        for wrong in ["/folders/\(other.id)/undo/\(binning)", "/folders/\(folder.id)/undo/\(file.id)"] {
            #expect(try await owner.send(TestRequest(.post, wrong)).decision == .denied)
        }
        let form = TestRequest(
            .post, target, headers: [.contentType: "application/x-www-form-urlencoded"], body: Array("a=b".utf8))
        #expect(try await owner.send(form).status == .forbidden)
        #expect(try site.store.children(of: folder).isEmpty)
        // Who may write takes back what they did themselves, and the page shows the button to nobody else.
        try site.put("b.txt", in: folder)
        try await writer.visit("/folders/\(folder.id)")
        let page = try await writer.submit(["Choose b.txt": true], button: "Move to the bin")
        #expect(try await reader.visit(page.target).text.contains("Undo") == false)
        #expect(try await writer.submit(button: "Undo").text.contains("1 restored."))
        #expect(try site.store.children(of: folder).map(\.name) == ["b.txt"])
    }
}
