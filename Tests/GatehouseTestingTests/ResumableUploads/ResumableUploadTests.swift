import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@Suite("Resumable uploads", .timeLimit(.minutes(5)))
struct ResumableUploadTests {
    private let bytes = Gate.pattern(count: 200_000)

    @Test("Pieces become one file, and the client gets the response of the program")
    func piecesBecomeOneFile() async throws {
        let site = try UploadSite()
        let client = try site.client()
        let path = try await client.begin(
            bytes.count,
            ["Content-Disposition": "inline; filename*=UTF-8''%C3%BCber.txt", "Content-Type": "text/plain"])
        #expect(path.hasPrefix("/box/uploads/"))
        let first = try await client.append(path, at: 0, Array(bytes[..<70_000]))
        #expect(first.status == .noContent)
        #expect(first.uploadOffset == 70_000)
        #expect(first.field("Upload-Complete") == "?0")
        _ = try await client.append(path, at: 70_000, Array(bytes[70_000..<150_000]))
        let head = try await client.send(.head, path)
        #expect(head.status == .noContent)
        #expect(head.uploadOffset == 150_000)
        #expect(head.field("Upload-Complete") == "?0")
        #expect(head.field("Upload-Length") == "200000")
        #expect(head.field("Upload-Limit") == "max-size=1048576, max-append-size=8388608, max-age=86400")
        #expect(head.headers[.cacheControl] == "no-store")
        let last = try await client.append(path, at: 150_000, Array(bytes[150_000...]), isLast: true)
        let id = String(path.dropFirst("/box/uploads/".count))
        #expect(last.status == .created)
        #expect(last.field("Upload-Complete") == "?1")
        #expect(last.text == "ada über.txt 200000 from the test")
        #expect(site.object(id) == bytes)
        #expect(try site.files(".data") + site.files(".state") + site.files(".turn") == [])
        let end = try await client.send(.head, path)
        #expect(end.status == .noContent)
        #expect(end.uploadOffset == 200_000)
        #expect(end.field("Upload-Complete") == "?1")
        let announced = site.announced.withLock { $0 }
        #expect(announced.map(\.fileName) == ["über.txt"])
        #expect(announced.map(\.contentType) == ["text/plain"])
        #expect(announced.map(\.length) == [bytes.count])
    }

    @Test("An upload can be complete in the request that begins it")
    func wholeUploadInOneRequest() async throws {
        let site = try UploadSite()
        let client = try site.client()
        let response = try await client.send(.post, "/box/uploads", ["Upload-Complete": "?1"], bytes)
        #expect(response.status == .created)
        #expect(response.field("Upload-Complete") == "?1")
        #expect(response.text == "ada - 200000 from the test")
        let id = try #require(site.completed.withLock { $0.first })
        #expect(site.object(id) == bytes)
        // An empty file.
        let empty = try await client.send(.post, "/box/uploads", ["Upload-Complete": "?1", "Upload-Length": "0"])
        #expect(empty.text == "ada - 0 from the test")
    }

    @Test("The last request, repeated, gets the same response, and the program runs once")
    func lastRequestIsRepeated() async throws {
        let site = try UploadSite()
        let client = try site.client()
        let path = try await client.begin(bytes.count)
        _ = try await client.append(path, at: 0, Array(bytes[..<100_000]))
        let last = try await client.append(path, at: 100_000, Array(bytes[100_000...]), isLast: true)
        #expect(last.headers[.setCookie] == "a=1")
        // Another process of the program knows it too.
        let other = try site.client(try site.another())
        for client in [client, other] {
            for (offset, content) in [(100_000, Array(bytes[100_000...])), (200_000, [])] {
                let again = try await client.append(path, at: offset, content, isLast: true)
                #expect(again.status == last.status)
                #expect(again.body == last.body)
                #expect(again.headers[.location] == last.headers[.location])
                #expect(again.field("Upload-Complete") == "?1")
                // A cookie belongs to one response only.
                #expect(again.headers[.setCookie] == nil)
            }
        }
        #expect(site.completed.withLock { $0.count } == 1)
        #expect(try site.objectNames.count == 1)
        // Any other request for the complete upload changes nothing.
        let more = try await client.append(path, at: 200_000, [1, 2, 3], isLast: true)
        #expect(more.status == .badRequest)
        #expect(more.text.contains("#inconsistent-upload-length"))
        let early = try await client.append(path, at: 0, [], isLast: false)
        #expect(early.status == .badRequest)
        #expect(early.text.contains("#completed-upload"))
        #expect(
            try await client.append(path, at: 100_000, Array(bytes[100_001...]), isLast: true).status == .badRequest)
        #expect(site.object(String(path.dropFirst("/box/uploads/".count))) == bytes)
    }

    @Test("A wrong offset gets 409 with the right one, and nothing is appended", arguments: [0, 9, 11, 999_999_999])
    func wrongOffsetIsRefused(_ offset: Int) async throws {
        let site = try UploadSite()
        let client = try site.client()
        let path = try await client.begin()
        _ = try await client.append(path, at: 0, Array(bytes[..<10]))
        let response = try await client.append(path, at: offset, [1, 2, 3])
        #expect(response.status == .conflict)
        #expect(response.uploadOffset == 10)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.text.contains("http-problem-types#mismatching-upload-offset"))
        #expect(response.text.contains("\"expected-offset\": 10, \"provided-offset\": \(offset)}"))
        #expect(try await client.offset(path) == 10)
    }

    @Test("DELETE cancels an upload and removes its bytes")
    func uploadIsCancelled() async throws {
        let site = try UploadSite()
        let client = try site.client()
        let path = try await client.begin()
        _ = try await client.append(path, at: 0, [1, 2, 3])
        #expect(try await client.send(.delete, path).status == .noContent)
        #expect(try await client.send(.delete, path).status == .notFound)
        #expect(try await client.send(.head, path).status == .notFound)
        #expect(try await client.append(path, at: 3, [4], isLast: true).status == .notFound)
        #expect(try site.files("").filter { $0.contains(String(path.suffix(26))) } == [])
    }

    @Test("OPTIONS announces resumable uploads and their limits")
    func optionsAnnounceLimits() async throws {
        let site = try UploadSite(ResumableUploadLimits(size: 5000))
        let client = try site.client()
        let path = try await client.begin()
        for (target, allow) in [
            ("/box/uploads", "POST, OPTIONS"), (path, "GET, HEAD, PATCH, DELETE, OPTIONS"),
        ] {
            let response = try await client.send(.options, target)
            #expect(response.status == .noContent)
            #expect(response.headers[.allow] == allow)
            #expect(response.field("Accept-Patch") == "application/partial-upload")
            #expect(response.field("Upload-Limit") == "max-size=5000, max-append-size=8388608, max-age=86400")
        }
    }

    @Test("An error of the program with a status below 500 is final; any other one can be repeated")
    func errorOfTheProgram() async throws {
        let site = try UploadSite()
        let client = try site.client()
        site.failure.withLock { $0 = HTTPError(.unprocessableContent, "Not a picture.", field: "file") }
        let path = try await client.begin()
        for _ in 1...2 {
            let response = try await client.append(path, at: 0, bytes, isLast: true)
            #expect(response.status == .unprocessableContent)
            #expect(response.text.contains("file: Not a picture."))
            #expect(response.field("Upload-Complete") == "?1")
        }
        #expect(site.completed.withLock { $0.count } == 1)
        #expect(try site.files(".data") == [])

        site.failure.withLock { $0 = Mishap() }
        let second = try await client.begin()
        #expect(try await client.append(second, at: 0, bytes, isLast: true).status == .internalServerError)
        let head = try await client.send(.head, second)
        #expect(head.uploadOffset == bytes.count)
        #expect(head.field("Upload-Complete") == "?0")
        // No byte can be appended to what the program has seen.
        #expect(try await client.append(second, at: bytes.count, [1], isLast: true).status == .badRequest)
        #expect(try await client.append(second, at: bytes.count, [], isLast: false).status == .badRequest)
        site.failure.withLock { $0 = nil }
        #expect(try await client.append(second, at: bytes.count, [], isLast: true).status == .created)
        let id = String(second.suffix(26))
        #expect(site.completed.withLock { $0.filter { $0 == id } }.count == 2)
        #expect(site.object(id) == bytes)
    }

    @Test("The unfinished uploads of an owner are listed, and removed by the program")
    func pendingUploadsAreListed() async throws {
        let site = try UploadSite()
        let client = try site.client()
        let path = try await client.begin(500, ["Content-Disposition": "inline; filename=a.txt"])
        _ = try await client.append(path, at: 0, [1, 2, 3])
        var eve = client
        eve.person = "eve"
        _ = try await eve.begin()
        let pending = try site.another().pending(of: "ada")
        #expect(pending.map(\.id) == [String(path.suffix(26))])
        #expect(pending.map(\.fileName) == ["a.txt"])
        #expect(pending.map(\.length) == [500])
        #expect(pending.map(\.offset) == [3])
        #expect(pending.map(\.limit) == [1 << 20])
        #expect(pending.map(\.note) == ["from the test"])
        _ = try await client.begin()
        #expect(site.announced.withLock { $0.last?.pending.count } == 1)
        #expect(site.announced.withLock { $0.last?.pendingBytes } == 500)
        #expect(try site.uploads.remove(String(path.suffix(26)), of: "eve") == false)
        #expect(try site.uploads.remove(String(path.suffix(26)), of: "ada"))
        #expect(try await client.offset(path) == nil)
    }
}
