import FastCGI
import Foundation
import Gatehouse
import GatehouseCore
import GatehouseTesting
import HTTPTypes
import TestSupport
import Testing

@Suite("Ranges and conditions of files are the same in memory and over a socket", .serialized, .timeLimit(.minutes(5)))
struct RangeResponseTests {
    private static let bytes = Gate.pattern(count: 300_000)
    private let directory: TrapDirectory

    init() throws {
        directory = try TrapDirectory()
        try directory.write("large.bin", Self.bytes)
        try directory.write("empty.bin", [])
    }

    private func gate() throws -> Gate {
        let files = try Files(
            in: directory.path,
            extensions: ["bin"],
            types: ["bin": "application/octet-stream"],
            method: nil,
            settling: 0
        )
        let path = directory.path
        var gate = Gate()
        gate.get("/{name}", allow: .everyone) { request in try files.file(request.path["name"]) }
        // Truncates the file during the response, so that its length cannot be kept.
        gate.get("/cut/{name}", allow: .everyone) { request in
            let file = try files.file(request.path["name"])
            guard unsafe truncate("\(path)/large.bin", 100_000) == 0 else { throw Mishap() }
            return file
        }
        return gate
    }

    @Test("A single range is a 206 with its position and its bytes", arguments: ClientKind.allCases)
    func singleRangeIsServed(kind: ClientKind) async throws {
        try await kind.asking(try gate()) { client async throws in
            for (range, part) in [
                ("bytes=0-0", 0..<1), ("bytes=0-", 0..<300_000), ("bytes=299999-", 299_999..<300_000),
                ("bytes=-1", 299_999..<300_000), ("bytes=100-200000", 100..<200_001), ("bytes=-400000", 0..<300_000),
                ("bytes=5-5,400000-", 5..<6),
            ] {
                let response = try await client.get("/large.bin", headers: [.range: range])
                #expect(response.status == .partialContent, "\(range)")
                #expect(response.headers[.contentRange] == "bytes \(part.lowerBound)-\(part.upperBound - 1)/300000")
                #expect(response.headers[.contentLength] == "\(part.count)")
                #expect(response.headers[.contentType] == "application/octet-stream")
                let isRight = response.body == Array(Self.bytes[part])
                #expect(isRight, "\(range)")
                // Only GET has ranges.
                let head = try await client.head("/large.bin", headers: [.range: range])
                #expect(head.status == .ok)
                #expect(head.headers[.contentLength] == "300000")
            }
        }
    }

    @Test("Several ranges are sent in the order of the request", arguments: ClientKind.allCases)
    func severalRangesKeepOrder(kind: ClientKind) async throws {
        try await kind.asking(try gate()) { client async throws in
            let response = try await client.get("/large.bin", headers: [.range: "bytes=200000-299998, 0-1,-1"])
            #expect(response.status == .partialContent)
            #expect(response.headers[.contentRange] == nil)
            #expect(response.headers[.contentLength] == "\(response.body.count)")
            let type = try #require(response.headers[.contentType])
            let boundary = try #require(type.split(separator: "=").last)
            #expect(type == "multipart/byteranges; boundary=\(boundary)")
            var expected: [UInt8] = []
            for (index, part) in [200_000..<299_999, 0..<2, 299_999..<300_000].enumerated() {
                expected += Array(
                    ((index == 0 ? "" : "\r\n") + "--\(boundary)\r\nContent-Type: application/octet-stream\r\n"
                        + "Content-Range: bytes \(part.lowerBound)-\(part.upperBound - 1)/300000\r\n\r\n").utf8)
                expected += Self.bytes[part]
            }
            expected += Array("\r\n--\(boundary)--\r\n".utf8)
            let isRight = response.body == expected
            #expect(isRight)
        }
    }

    @Test("Ranges of a download keep the type and the name of the file")
    func downloadRangesKeepTypeAndName() async throws {
        try directory.write("large.css", Array(repeating: 0x61, count: 10_000))
        let type = "text/x-mine"
        let files = try Files(in: directory.path, extensions: ["css"], types: ["css": type], cacheControl: "private")
        var gate = Gate()
        // Without the fields that the gate adds to every response.
        gate.configuration.headers = .none
        gate.get("/", allow: .everyone) { _ in try files.file("large.css").download(as: "b.css") }
        gate.post("/", allow: .everyone) { _ in try files.file("large.css").download(as: "b.css") }
        let client = try InMemoryClient(gate)
        for (method, range, status, whole) in [
            (.get, "bytes=0-1", .partialContent, type),
            (.get, "bytes=0-1,5-6", .partialContent, "multipart/byteranges; boundary="),
            (.head, "bytes=0-1", .ok, type), (.post, "bytes=0-1", .ok, type), (.get, "", .ok, type),
        ] as [(HTTPRequest.Method, String, HTTPResponse.Status, String)] {
            let response = try await client.send(TestRequest(method, "/", headers: [.range: range]))
            #expect(response.status == status, "\(method) \(range)")
            #expect(response.headers[.contentType]?.hasPrefix(whole) == true, "\(method) \(range)")
            #expect(response.headers[.contentDisposition] == #"attachment; filename="b.css""#, "\(method) \(range)")
            #expect(response.headers[.xContentTypeOptions] == "nosniff", "\(method) \(range)")
            #expect(response.headers[.cacheControl] == "private", "\(method) \(range)")
            if whole != type { #expect(response.text.split(separator: "\r\nContent-Type: \(type)\r\n").count == 3) }
        }
    }

    @Test(
        "Invalid or wasteful ranges get the whole file; ranges beyond its end are a 416",
        arguments: ClientKind.allCases)
    func unusableRangesGetWholeFile(kind: ClientKind) async throws {
        var gate = try gate()
        // The default limit would refuse so many ranges.
        gate.configuration.headerByteLimit = 128 * 1024
        try await kind.asking(gate) { client async throws in
            let many = "bytes=" + (0..<10_000).map { "\($0 * 2)-\($0 * 2)" }.joined(separator: ",")
            for range in [
                "", "bytes", "bytes=", "bytes=a-b", "bytes=5-4", "lines=0-1", "bytes=0-,0-", "bytes=1-2-3", many,
            ] {
                let response = try await client.get("/large.bin", headers: [.range: range])
                #expect(response.status == .ok, "\(range.prefix(20))")
                #expect(response.body.count == 300_000)
                #expect(response.headers[.contentRange] == nil)
            }
            for (name, size, range) in [
                ("large.bin", 300_000, "bytes=300000-"), ("large.bin", 300_000, "bytes=-0"),
                ("empty.bin", 0, "bytes=0-"),
            ] {
                let response = try await client.get("/\(name)", headers: [.range: range])
                #expect(response.status == .rangeNotSatisfiable, "\(range)")
                #expect(response.headers[.contentRange] == "bytes */\(size)")
            }
            let empty = try await client.get("/empty.bin")
            #expect(empty.status == .ok)
            #expect(empty.headers[.contentLength] == "0")
        }
    }

    @Test(
        "Conditions give a 304, a 412, or a range of the same file only",
        arguments: ClientKind.allCases)
    func conditionsAreEvaluated(kind: ClientKind) async throws {
        try await kind.asking(try gate()) { client async throws in
            let plain = try await client.get("/large.bin")
            let tag = try #require(plain.headers[.eTag])
            let date = try #require(plain.headers[.lastModified])
            for headers: HTTPFields in [
                [.ifNoneMatch: tag], [.ifNoneMatch: "W/\(tag)"], [.ifNoneMatch: "\"x\", \(tag)"], [.ifNoneMatch: "*"],
                [.ifModifiedSince: date], [.ifNoneMatch: tag, .range: "bytes=0-1"],
                [.ifNoneMatch: tag, .ifModifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"],
            ] {
                for response in [
                    try await client.get("/large.bin", headers: headers),
                    try await client.head("/large.bin", headers: headers),
                ] {
                    #expect(response.status == .notModified, "\(headers)")
                    #expect(response.body.isEmpty)
                    #expect(response.headers[.eTag] == tag)
                    #expect(response.headers[.cacheControl] == "no-cache")
                    #expect(response.headers[.contentLength] == nil)
                    #expect(response.headers[.contentType] == nil)
                }
            }
            for headers: HTTPFields in [
                [.ifMatch: "\"x\""], [.ifMatch: "W/\(tag)"], [.ifMatch: "nonsense"],
                [.ifUnmodifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"],
            ] {
                let response = try await client.get("/large.bin", headers: headers)
                #expect(response.status == .preconditionFailed, "\(headers)")
                #expect(response.body.count < 100)
            }
            for headers: HTTPFields in [
                [.ifMatch: tag], [.ifMatch: "*"], [.ifUnmodifiedSince: date], [.ifNoneMatch: "\"x\""],
                [.ifModifiedSince: "Sun, 06 Nov 1994 08:49:37 GMT"], [.ifModifiedSince: "yesterday"],
                [.ifNoneMatch: "nonsense"],
                [.ifRange: "\"x\"", .range: "bytes=0-1"], [.ifRange: "W/\(tag)", .range: "bytes=0-1"],
                [.ifRange: "nonsense", .range: "bytes=0-1"],
            ] {
                let response = try await client.get("/large.bin", headers: headers)
                #expect(response.status == .ok, "\(headers)")
                #expect(response.body.count == 300_000)
            }
            for value in [tag, date] {
                let response = try await client.get("/large.bin", headers: [.ifRange: value, .range: "bytes=0-1"])
                #expect(response.status == .partialContent)
            }
        }
    }

    @Test("A file that shrinks while it is sent breaks the response off", arguments: ClientKind.allCases)
    func shrinkingFileBreaksResponse(kind: ClientKind) async throws {
        for range in ["bytes=0-", "bytes=0-1,90000-299999"] {
            try directory.write("large.bin", Self.bytes)
            try await kind.asking(try gate()) { client async throws in
                await #expect(throws: (any Error).self) {
                    try await client.get("/cut/large.bin", headers: [.range: range])
                }
                #expect(try await client.get("/large.bin").body.count == 100_000)
            }
        }
    }
}
