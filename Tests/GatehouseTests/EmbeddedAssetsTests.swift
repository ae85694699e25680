import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// A program with assets that scripts/prepare-assets wrote as Swift code, which the plugin EmbedAssets runs.
@Suite("Embedded assets", .timeLimit(.minutes(5)))
struct EmbeddedAssetsTests {
    private static let program = """
        import Gatehouse

        var gate = Gate()
        gate.get("/assets/{path...}", as: .assets, allow: .everyone) { request in
            try Assets.embedded.file(request.path.rest("path"))
        }
        gate.get("/", allow: .everyone) { request in
            try Assets.embedded.stylesheet("style.css", for: request)
        }
        await gate.serve()

        """

    /// The Swift file that the plugin adds to a program with these assets.
    static func code(_ files: [String: [UInt8]], in directory: borrowing TemporaryDirectory) throws -> String {
        let source = directory.url.appendingPathComponent("Assets")
        try FileManager.default.createDirectory(at: source, withIntermediateDirectories: true)
        for (name, bytes) in files { try Data(bytes).write(to: source.appendingPathComponent(name)) }
        let end = try Program(
            Products.root.appendingPathComponent("scripts/prepare-assets").path,
            ["--swift", source.path, directory.path("EmbeddedAssets.swift")], environment: ["PATH": "/usr/bin:/bin"]
        ).end()
        try #require(end.status == 0, "\(end.errors)")
        return try String(contentsOfFile: directory.path("EmbeddedAssets.swift"), encoding: .utf8)
    }

    private func get(_ target: String, from program: String, accepting encoding: String = "") throws -> GatewayResponse
    {
        let variables = ["REQUEST_METHOD": "GET", "REQUEST_URI": target, "HTTP_ACCEPT_ENCODING": encoding]
        return try GatewayResponse(Program(program, environment: variables).end().output)
    }

    @Test("A program serves every byte of its assets, and the compressed variant unpacks to the same")
    func programServesItsAssets() throws {
        let directory = try TemporaryDirectory()
        let style = Array(String(repeating: "p { color: green }\n", count: 50).utf8)
        let image = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* $0) } + Array(UInt8.min...UInt8.max)
        let code = try Self.code(["style.css": style, "image.png": image, "empty.txt": []], in: directory)
        let app = directory.path("app")
        let verdict = try SwiftCompiler().build(["main.swift": Self.program, "EmbeddedAssets.swift": code], to: app)
        try #require(verdict.isCompiled, "\(verdict.messages)")
        #expect(verdict.diagnostics.isEmpty)
        func path(_ name: String) throws -> String {
            let found = try #require(
                code.firstMatch(of: try Regex("\"\(name)\", path: \"([^\"]+)\""))?.output[1].substring)
            return "/assets/\(found)"
        }

        #expect(try get(path("image.png"), from: app, accepting: "gzip;q=0").body == image)
        #expect(try get(path("empty.txt"), from: app).body.isEmpty)
        #expect(try get(path("style.css"), from: app).body == style)
        let compressed = try get(path("style.css"), from: app, accepting: "gzip")
        #expect(compressed.headers[.contentEncoding] == "gzip")
        #expect(try Program("/usr/bin/gzip", ["-dc"], input: compressed.body).end().output == style)
        let page = try get("/", from: app)
        let link = try #require(String(decoding: page.body, as: UTF8.self).firstMatch(of: /href="([^"]+)"/)?.output.1)
        #expect(try get(String(link), from: app).body == style)
        #expect(try get("/assets/style.css", from: app).status == .notFound)
    }

    @Test(
        "The code compiles without a warning in packages with other settings",
        arguments: [
            (5, []), (6, ["-default-isolation", "MainActor"]),
            (
                6,
                [
                    "-enable-upcoming-feature", "InternalImportsByDefault", "-enable-upcoming-feature",
                    "MemberImportVisibility",
                ]
            ),
            (6, ["-strict-memory-safety"]),
        ] as [(Int, [String])])
    func codeCompilesWithOtherSettings(mode: Int, flags: [String]) throws {
        let directory = try TemporaryDirectory()
        let code = try Self.code(["style.css": Array("p {}".utf8)], in: directory)
        let verdict = try SwiftCompiler(languageMode: mode).check(
            ["main.swift": Self.program, "EmbeddedAssets.swift": code], flags)
        #expect(verdict.isCompiled, "\(verdict.messages)")
        #expect(verdict.diagnostics.isEmpty, "\(verdict.diagnostics)")
    }
}
