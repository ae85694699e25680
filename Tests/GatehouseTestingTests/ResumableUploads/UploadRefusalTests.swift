import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@Suite("Resumable uploads that are refused", .timeLimit(.minutes(5)))
struct UploadRefusalTests {
    private let bytes = Gate.pattern(count: 1000)

    @Test("The upload of another owner is the 404 of a path that does not exist")
    func uploadOfAnotherOwnerIsHidden() async throws {
        let site = try UploadSite()
        let client = try site.client()
        let open = try await client.begin()
        _ = try await client.append(open, at: 0, bytes)
        let done = try await client.begin()
        _ = try await client.append(done, at: 0, bytes, isLast: true)
        var eve = client
        eve.person = "eve"
        // Missing, too long, in another alphabet, with another segment, and a path of the library's files.
        let id = String(open.suffix(26))
        let unknown = [
            String(repeating: "0", count: 26), id + "0", id.uppercased(), "\(id)/x", "..", "%2e%2e", "%00", "\(id)%2Fx",
            "\(id).data",
        ]
        for path in [open, done] + unknown.map({ "/box/uploads/\($0)" }) {
            for method in [.head, .get, .patch, .delete, .options] as [HTTPRequest.Method] {
                let fields =
                    method == .patch
                    ? ["Content-Type": "application/partial-upload", "Upload-Offset": "1000", "Upload-Complete": "?1"]
                    : [:]
                let response = try await eve.send(method, path, fields)
                #expect([.notFound, .badRequest].contains(response.status), "\(method) \(path)")
                #expect(response.field("Upload-Offset") == nil)
                // The others are malformed targets.
                if !path.contains("%"), !path.hasSuffix("..") {
                    #expect(try await response == eve.send(method, "/box/uploads/nothing/here", fields))
                }
            }
        }
        #expect(try await client.offset(open) == 1000)
        #expect(try await client.offset(done) == 1000)
    }

    @Test("Without the evidence of the rule, nothing is reachable")
    func ruleDenies() async throws {
        let site = try UploadSite()
        let client = try site.client()
        let path = try await client.begin()
        try await client.client.assertEveryRouteDenies(.anonymous)
        for method in [.head, .patch, .delete, .options] as [HTTPRequest.Method] {
            #expect(try await client.client.send(TestRequest(method, path)).status == .unauthorized)
        }
        #expect(try await client.offset(path) == 0)
    }

    @Test(
        "A page of another site can neither begin, continue nor cancel an upload",
        arguments: [
            ["Sec-Fetch-Site": "cross-site"], ["Origin": "https://evil.example"], ["Sec-Fetch-Site": "same-site"],
        ])
    func crossSiteRequestIsRefused(_ fields: [String: String]) async throws {
        let site = try UploadSite()
        let client = try site.client()
        let path = try await client.begin()
        #expect(
            try await client.send(.post, "/box/uploads", fields.merging(["Upload-Complete": "?0"]) { $1 }).status
                == .forbidden)
        #expect(try await client.append(path, at: 0, bytes, fields).status == .forbidden)
        #expect(try await client.send(.delete, path, fields).status == .forbidden)
        #expect(try await client.offset(path) == 0)
        let own = ["Sec-Fetch-Site": "same-origin", "Origin": "https://localhost"]
        #expect(try await client.append(path, at: 0, bytes, own).status == .noContent)
    }

    @Test("A request without the fields of the protocol is refused, and says which it needs")
    func missingFieldsAreRefused() async throws {
        let site = try UploadSite()
        let client = try site.client()
        for value in [nil, "1", "?2", "true", "?1?0", ""] as [String?] {
            let fields = value.map { ["Upload-Complete": $0] } ?? [:]
            let response = try await client.send(.post, "/box/uploads", fields, bytes)
            #expect(response.status == .badRequest)
            #expect(response.text.contains("Upload-Complete"))
        }
        #expect(try site.files(".data") == [])
        let path = try await client.begin()
        for value in ["", "-1", "0.0", "a", "1000000000000000", "\"0\""] {
            let response = try await client.append(path, at: 0, bytes, ["Upload-Offset": value])
            #expect(response.status == .badRequest, "\(value)")
            #expect(response.text.contains("Upload-Offset"))
        }
        for type in ["", "application/octet-stream", "application/partial-uploads"] {
            let response = try await client.append(path, at: 0, bytes, ["Content-Type": type])
            #expect(response.status == .unsupportedMediaType)
            #expect(response.field("Accept-Patch") == "application/partial-upload")
        }
        #expect(try await client.send(.put, path).status == .methodNotAllowed)
        #expect(try await client.send(.post, path, ["Upload-Complete": "?0"]).status == .methodNotAllowed)
        #expect(try await client.send(.get, "/box/uploads").status == .methodNotAllowed)
        #expect(try await client.offset(path) == 0)
        // Parameters of an item have no meaning.
        #expect(try await client.append(path, at: 0, bytes, ["Upload-Offset": "0;a=1"]).status == .noContent)
    }

    @Test("Lengths that contradict each other are refused before a byte is written")
    func inconsistentLengthIsRefused() async throws {
        let site = try UploadSite()
        let client = try site.client()
        let created = try await client.send(
            .post, "/box/uploads", ["Upload-Complete": "?1", "Upload-Length": "999"], bytes)
        #expect(created.status == .badRequest)
        #expect(created.text.contains("#inconsistent-upload-length"))
        let path = try await client.begin(1500)
        // Too short for the end, too long, and another length.
        for (content, isLast, fields) in [
            (bytes, true, [:]), (bytes + bytes, false, [:]), (bytes + bytes, true, [:]),
            (bytes, false, ["Upload-Length": "1501"]), ([], true, [:]),
        ] as [([UInt8], Bool, [String: String])] {
            let response = try await client.append(path, at: 0, content, isLast: isLast, fields)
            #expect(response.status == .badRequest)
            #expect(response.text.contains("#inconsistent-upload-length"))
            #expect(response.uploadOffset == 0)
        }
        // A length that is announced later counts too.
        let later = try await client.begin()
        #expect(try await client.append(later, at: 0, bytes, ["Upload-Length": "2000"]).status == .noContent)
        #expect(try await client.append(later, at: 1000, bytes, ["Upload-Length": "3000"]).status == .badRequest)
        #expect(try await client.append(later, at: 1000, Array(bytes[1...]), isLast: true).status == .badRequest)
        #expect(try await client.append(later, at: 1000, bytes, isLast: true).status == .created)
        #expect(site.completed.withLock { $0.count } == 1)
    }

    @Test("A file, a piece and the number of uploads are limited")
    func limitsApply() async throws {
        var limits = ResumableUploadLimits(size: 5000)
        limits.piece = 1000
        limits.pending = 2
        let site = try UploadSite(limits)
        let client = try site.client()
        let large = try await client.send(.post, "/box/uploads", ["Upload-Complete": "?0", "Upload-Length": "5001"])
        #expect(large.status == .contentTooLarge)
        #expect(large.field("Upload-Limit") == "max-size=5000, max-append-size=1000, max-age=86400")
        #expect(try site.files(".data") == [])
        let path = try await client.begin()
        let piece = try await client.append(path, at: 0, bytes + [1])
        #expect(piece.status == .contentTooLarge)
        #expect(piece.field("Upload-Limit")?.contains("max-append-size=1000") == true)
        #expect(piece.field("Upload-Complete") == "?0")
        #expect(try await client.offset(path) == 0)
        for number in 0..<5 { _ = try await client.append(path, at: number * 1000, bytes) }
        #expect(try await client.append(path, at: 5000, [1]).status == .contentTooLarge)
        #expect(try await client.offset(path) == 5000)
        // The program's own limit, such as a quota.
        site.grant.withLock { $0 = UploadGrant(upTo: 10) }
        let quota = try await client.send(.post, "/box/uploads", ["Upload-Complete": "?0", "Upload-Length": "11"])
        #expect(quota.status == .contentTooLarge)
        #expect(quota.field("Upload-Limit")?.hasPrefix("max-size=10,") == true)
        let small = try await client.begin()
        #expect(try await client.append(small, at: 0, Array(bytes[..<11])).status == .contentTooLarge)
        #expect(try await client.append(small, at: 0, Array(bytes[..<10])).status == .noContent)
        let third = try await client.send(.post, "/box/uploads", ["Upload-Complete": "?0"])
        #expect(third.status == .tooManyRequests)
        // Other owners are not affected.
        var eve = client
        eve.person = "eve"
        _ = try await eve.begin()
    }

    @Test("Hostile file names become harmless labels, and malformed ones are refused")
    func fileNamesAreHarmless() async throws {
        let site = try UploadSite()
        let client = try site.client()
        for (value, name) in [
            ("inline; filename=\"../../etc/passwd\"", "___.._etc_passwd"),
            ("attachment; filename*=utf-8''..%2F%2E%2E%2Fx%00y", "___.._x_y"),
            ("inline; filename=\"a.txt\"; filename*=UTF-8''a.txt", "a.txt"), ("inline", nil),
        ] as [(String, String?)] {
            let response = try await client.send(
                .post, "/box/uploads", ["Upload-Complete": "?0", "Content-Disposition": value])
            #expect(response.status == .created)
            #expect(site.announced.withLock { $0.last?.fileName } == name, "\(value)")
        }
        for value in [
            "inline; filename", "inline; filename=a; filename*=UTF-8''b", "; filename=a", "inline; filename*=x''a",
        ] {
            let response = try await client.send(
                .post, "/box/uploads", ["Upload-Complete": "?0", "Content-Disposition": value])
            #expect(response.status == .badRequest, "\(value)")
        }
    }
}
