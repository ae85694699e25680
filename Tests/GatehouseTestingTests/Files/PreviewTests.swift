import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import TestSupport
import Testing

@Suite("Previews of stored files", .timeLimit(.minutes(5)))
struct PreviewTests {
    private static let files: [String: [UInt8]] = [
        "png": [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1],
        "text": Array("<not at the beginning".utf8.dropFirst()),
        "pdf": Array("%PDF-1.7\n".utf8), "mp3": [0xFF, 0xFB, 0x90, 0x00],
        "webm": [0x1A, 0x45, 0xDF, 0xA3, 0x42, 0x82, 0x84] + Array("webm".utf8),
        "html": Array("<script>alert(1)</script>".utf8),
        "svg": Array("<svg onload=\"alert(1)\"/>".utf8), "xml": Array("<?xml version=\"1.0\"?><x/>".utf8),
        "zip": [0x50, 0x4B, 0x03, 0x04], "bytes": [0, 1, 2], "empty": [],
    ]

    /// A gate that shows each file, and a page that frames them.
    private static func client(_ home: borrowing TemporaryDirectory) throws -> InMemoryClient {
        let path = home.path("objects")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let objects = try UploadDirectory(path)
        for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(path)/\(name)")) }
        try FileManager.default.createSymbolicLink(atPath: "\(path)/link", withDestinationPath: "png")
        let opened = try Dictionary(uniqueKeysWithValues: files.keys.map { ($0, try objects.file($0)) })
        var gate = Gate()
        gate.configuration.headers.allowPreviews()
        gate.get("/preview/{name}", allow: .everyone) { request in
            try opened[request.path["name"]]?.preview(as: "<\"Ü\">.\(request.path["name"])")
        }
        gate.get("/kind/{name}", allow: .everyone) { request in
            guard let kind = try opened[request.path["name"]]?.previewKind else { return "none" }
            return kind.element("/preview/\(try request.path["name"])", title: "\"<b>")
        }
        gate.get("/open/{name:slashes}", allow: .everyone) { request in try objects.file(request.path["name"]) }
        return try InMemoryClient(gate)
    }

    @Test(
        "Files on the list are shown under a policy that runs nothing",
        arguments: [
            ("png", "image/png", "sandbox"), ("text", "text/plain; charset=utf-8", "sandbox"),
            ("pdf", "application/pdf", nil), ("mp3", "audio/mpeg", "sandbox allow-same-origin"),
            ("webm", "video/webm", "sandbox allow-same-origin"),
        ] as [(String, String, String?)])
    func listedFilesAreShown(_ name: String, _ type: String, _ sandbox: String?) async throws {
        let home = try TemporaryDirectory()
        let client = try Self.client(home)
        for headers in [[:], [.range: "bytes=0-1"]] as [HTTPFields] {
            let response = try await client.get("/preview/\(name)", headers: headers)
            #expect(response.status == (headers.isEmpty ? .ok : .partialContent))
            #expect(response.headers[.contentType] == type)
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            #expect(response.headers[.contentDisposition]?.hasPrefix("inline; filename=") == true)
            #expect(response.headers[.contentDisposition]?.contains("<") == false)
            #expect(response.headers[.cacheControl] == "private, no-cache")
            let policies = response.headers[values: .contentSecurityPolicy]
            #expect(policies.count == 1)
            let directives = policies[0].split(separator: ";").map { $0.drop { $0 == " " } }
            #expect(directives.contains("default-src 'none'"))
            #expect(directives.contains("base-uri 'none'") && directives.contains("form-action 'none'"))
            #expect(directives.contains("frame-ancestors 'self'"))
            #expect(directives.first { $0.hasPrefix("sandbox") }.map(String.init) == sandbox)
            #expect(!policies[0].contains("allow-scripts") && !policies[0].contains("script-src"))
            #expect(HTTPField.Name("X-Frame-Options").map { response.headers[values: $0] } == ["SAMEORIGIN"])
            #expect(
                HTTPField.Name("Cross-Origin-Resource-Policy").map { response.headers[values: $0] } == ["same-origin"])
        }
    }

    @Test(
        "Every other file is a download, which no page can frame",
        arguments: ["html", "svg", "xml", "zip", "bytes", "empty"])
    func otherFilesAreDownloads(_ name: String) async throws {
        let home = try TemporaryDirectory()
        let client = try Self.client(home)
        let response = try await client.get("/preview/\(name)")
        #expect(response.status == .ok)
        #expect(response.body == Self.files[name])
        #expect(response.headers[.contentType] == "application/octet-stream")
        #expect(response.headers[.contentDisposition]?.hasPrefix("attachment; filename=") == true)
        #expect(response.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
        #expect(HTTPField.Name("X-Frame-Options").flatMap { response.headers[$0] } == "DENY")
        #expect(try await client.get("/kind/\(name)").text == "none")
    }

    @Test("A page can frame this site, and each kind has its element")
    func pageFramesPreviews() async throws {
        let home = try TemporaryDirectory()
        let client = try Self.client(home)
        for (name, start) in [
            ("png", "<img src=\"/preview/png\" alt=\"&quot;&lt;b&gt;\">"), ("mp3", "<audio "), ("webm", "<video "),
            ("text", "<iframe "), ("pdf", "<iframe "),
        ] {
            let page = try await client.get("/kind/\(name)")
            #expect(page.text.hasPrefix(start))
            #expect(page.text.contains(" sandbox>") == (name == "text"))
            #expect(!page.text.contains("<b>"))
            let policy = try #require(page.headers[.contentSecurityPolicy])
            #expect(policy.contains("frame-src 'self'"))
            #expect(policy.contains("frame-ancestors 'none'"))
        }
    }

    @Test(
        "Only files with a name of the program are opened",
        arguments: ["..%2Fobjects%2Fpng", ".", "..", "link", "missing", "a%00"])
    func otherNamesAreRefused(_ name: String) async throws {
        let home = try TemporaryDirectory()
        let client = try Self.client(home)
        #expect([.notFound, .badRequest].contains(try await client.get("/open/\(name)").status))
        #expect(try await client.get("/open/png").body == Self.files["png"])
    }
}
