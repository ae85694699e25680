import Foundation
import Gatehouse
import GatehouseTesting
import Testing

@testable import LockboxApp

@Suite("Uploads in pieces", .timeLimit(.minutes(2)))
struct LockboxUploadTests {
    private func begin(_ target: String, _ length: Int, _ name: String, _ browser: Browser) async throws -> TestResponse
    {
        var request = TestRequest(.post, target)
        request.headers[try field("Upload-Complete")] = "?0"
        request.headers[try field("Upload-Length")] = "\(length)"
        request.headers[.contentDisposition] = "inline; filename*=UTF-8''\(name)"
        return try await browser.send(request)
    }

    private func append(
        _ text: String, at offset: Int, isLast: Bool, _ place: String, _ browser: Browser
    ) async throws -> TestResponse {
        var request = TestRequest(.patch, place, body: Array(text.utf8))
        request.headers[.contentType] = "application/partial-upload"
        request.headers[try field("Upload-Offset")] = "\(offset)"
        request.headers[try field("Upload-Complete")] = isLast ? "?1" : "?0"
        return try await browser.send(request)
    }

    private func field(_ name: String) throws -> HTTPField.Name { try #require(HTTPField.Name(name)) }

    @Test("A file in pieces is there once when it is complete, also if the last request is repeated")
    func piecesBecomeAFile() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let top = try site.top(ada)
        let begun = try await begin("/folders/\(top.id)/uploads", 10, "plan%20b.txt", browser)
        #expect(begun.status == .created)
        let place = try #require(begun.headers[.location])
        #expect(try await append("01234", at: 0, isLast: false, place, browser).status == .noContent)
        #expect(try site.store.children(of: top).isEmpty)
        #expect(try await append("xxxxx", at: 3, isLast: true, place, browser).status == .conflict)
        for _ in 0..<2 {
            #expect(try await append("56789", at: 5, isLast: true, place, browser).status == .created)
        }
        let files = try site.store.children(of: top)
        #expect(files.map(\.name) == ["plan b.txt"] && files.map(\.size) == [10])
        #expect(try await browser.send(TestRequest(.get, "/items/\(files[0].id)/content")).text == "0123456789")
    }

    @Test("An upload is its owner's alone, and arrives only in the folder for which it was announced")
    func uploadBelongsToItsFolder() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada")
        let (_, mallory) = try await site.member("mallory")
        let (first, second) = (try site.top(ada), try site.makeFolder("Other", in: try site.top(ada)))
        #expect(try site.store.share(second, with: "mallory", canWrite: true))
        let begun = try await begin("/folders/\(second.id)/uploads", 4, "a.txt", browser)
        let place = try #require(begun.headers[.location])
        #expect(try await append("evil", at: 0, isLast: true, place, mallory).status == .notFound)
        let elsewhere = place.replacing(second.id, with: first.id)
        #expect(try await append("good", at: 0, isLast: true, elsewhere, browser).status == .notFound)
        #expect(try site.store.children(of: second).isEmpty)
        #expect(try site.store.children(of: first).map(\.name) == ["Other"])
    }

    @Test("An upload above the quota is refused at its beginning, with those that are under way")
    func quotaCountsUnfinishedUploads() async throws {
        let site = try TestSite()
        let (ada, browser) = try await site.member("ada", quota: 100)
        let target = "/folders/\(try site.top(ada).id)/uploads"
        #expect(try await begin(target, 101, "a", browser).status == .contentTooLarge)
        #expect(try await begin(target, 60, "a", browser).status == .created)
        #expect(try await begin(target, 60, "b", browser).status == .contentTooLarge)
        #expect(try await begin(target, 40, "c", browser).status == .created)
    }

    @Test("Files in pieces through a link have the sender's name and the limit of the link")
    func linkTakesPieces() async throws {
        let site = try TestSite()
        let ada = try await site.add("ada")
        let folder = try site.makeFolder("Inbox", in: try site.top(ada))
        let link = try site.store.addLink(
            to: folder, .upload, label: "l", expires: .now + .seconds(60), uploadLimit: 10)
        let bob = site.visitor()
        let target = "/l/\(link.key)/uploads"
        #expect(try await begin(target, 5, "a.txt", bob).status.code == 422)
        #expect(try await begin(target + "?sender=Bob", 11, "a.txt", bob).status == .contentTooLarge)
        let begun = try await begin(target + "?sender=Bob", 5, "a.txt", bob)
        let place = try #require(begun.headers[.location])
        #expect(try await append("01234", at: 0, isLast: true, place, bob).status == .created)
        let file = try #require(try site.store.children(of: folder).first)
        #expect(file.name == "a.txt" && file.sender == "Bob" && file.owner == ada.id)
        #expect(try site.store.link(id: link.id)?.uploaded == 5)
        #expect(site.mails.all.count == 1)
    }
}
