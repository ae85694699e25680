import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Synchronization
import TestSupport
import Testing

/// A program with resumable uploads of several owners, for one test.
final class UploadSite: Sendable {
    let home: TemporaryDirectory
    let uploads: ResumableUploads
    let objects: UploadDirectory

    /// The identifiers of the complete uploads, once for each call of the program's closure.
    let completed = Mutex<[String]>([])
    /// The error that the closure throws after it moved the file.
    let failure = Mutex<(any Error)?>(nil)
    /// What the clients announced.
    let announced = Mutex<[UploadAnnouncement]>([])
    /// What the program permits.
    let grant = Mutex(UploadGrant(note: "from the test"))

    init(_ limits: ResumableUploadLimits = ResumableUploadLimits(size: 1 << 20)) throws {
        home = try TemporaryDirectory()
        let path = home.path("objects")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        uploads = try ResumableUploads(in: PrivateDirectory(home.path("site")), limits: limits)
        objects = try UploadDirectory(path)
    }

    /// Another process of the same program.
    func another(_ limits: ResumableUploadLimits = ResumableUploadLimits(size: 1 << 20)) throws -> ResumableUploads {
        try ResumableUploads(in: PrivateDirectory(home.path("site")), limits: limits)
    }

    /// The gate of one process. A client with a bearer token is the owner of that name.
    func gate(_ uploads: ResumableUploads? = nil) -> Gate {
        let person = Access<String>.bearer(realm: "test") { token in token }
        var gate = Gate()
        gate.uploads(
            "/box/uploads", allow: person, to: uploads ?? self.uploads, owner: { $0 },
            begin: { _, _, announcement in
                self.announced.withLock { $0.append(announcement) }
                return self.grant.withLock { $0 }
            },
            complete: { _, person, upload in
                self.completed.withLock { $0.append(upload.id) }
                try upload.move(to: self.objects, as: upload.id)
                if let failure = self.failure.withLock({ $0 }) { throw failure }
                return Response(
                    status: .created, headers: [.location: "/files/\(upload.id)", .setCookie: "a=1"],
                    body: .text("\(person) \(upload.fileName ?? "-") \(upload.size) \(upload.note)"))
            })
        return gate
    }

    func client(_ uploads: ResumableUploads? = nil) throws -> UploadClient {
        UploadClient(client: try InMemoryClient(gate(uploads)))
    }

    /// The content of a file that the program has kept.
    func object(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: home.path("objects/\(name)")).map(Array.init)
    }

    /// The names of the files that the program has kept.
    var objectNames: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: home.path("objects")) }
    }

    /// The names of the library's files, by their suffixes.
    func files(_ suffix: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: home.path("site/uploads")).filter { $0.hasSuffix(suffix) }
    }
}

/// A client that uploads as one person.
struct UploadClient: Sendable {
    let client: any TestClient
    var person = "ada"

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ fields: [String: String] = [:], _ body: [UInt8] = [],
        length: Int? = nil
    ) async throws -> TestResponse {
        var request = TestRequest(method, path, as: .bearer(person), body: body)
        for (name, value) in fields { request.headers[try #require(HTTPField.Name(name))] = value }
        if let length { request.parameters["CONTENT_LENGTH"] = String(length) }
        return try await client.send(request)
    }

    /// Begins an upload, and returns its path.
    func begin(_ length: Int? = nil, _ fields: [String: String] = [:]) async throws -> String {
        var fields = fields
        fields["Upload-Complete"] = "?0"
        fields["Upload-Length"] = length.map(String.init)
        let response = try await send(.post, "/box/uploads", fields)
        #expect(response.status == .created)
        return try #require(response.headers[.location])
    }

    func append(
        _ path: String, at offset: Int, _ bytes: [UInt8], isLast: Bool = false, _ fields: [String: String] = [:]
    ) async throws -> TestResponse {
        let own = [
            "Content-Type": "application/partial-upload", "Upload-Offset": String(offset),
            "Upload-Complete": isLast ? "?1" : "?0",
        ]
        return try await send(.patch, path, own.merging(fields) { $1 }, bytes)
    }

    /// The offset that the server reports.
    func offset(_ path: String) async throws -> Int? {
        try await send(.head, path).uploadOffset
    }
}

extension TestResponse {
    func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
    var uploadOffset: Int? { field("Upload-Offset").flatMap { Int($0) } }
}
