import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// The tutorial, step by step, for a reader who copies every block.
@Suite("The tutorial", .timeLimit(.minutes(5)))
struct TutorialTests {
    private static let article = "Sources/Gatehouse/Gatehouse.docc/Guestbook.md"

    private let blocks: [DocumentedCode.Block]
    private let compiler = SwiftCompiler()

    init() throws {
        blocks = try DocumentedCode(Self.article).blocks
    }

    /// The files of the program after the last step, by file name.
    private var sources: [String: String] {
        blocks.reduce(into: [:]) { sources, block in
            guard let file = block.file, file.hasPrefix("Sources/Guestbook/") else { return }
            sources[String(file.dropFirst("Sources/Guestbook/".count))] = block.code
        }
    }

    private var test: String? { blocks.first { $0.file == "Tests/GuestbookTests/GuestbookTests.swift" }?.code }

    private func flags(_ flags: String...) -> [String] { ["-module-name", "Guestbook"] + flags }

    @Test("Each block names its file")
    func blocksNameTheirFiles() {
        #expect(
            blocks.map(\.file) == [
                "Package.swift", "Sources/Guestbook/main.swift", "Sources/Guestbook/Book.swift",
                "Sources/Guestbook/Gate+Guestbook.swift", "Sources/Guestbook/main.swift",
                "Tests/GuestbookTests/GuestbookTests.swift",
            ]
        )
    }

    @Test("The manifest compiles")
    func manifestCompiles() throws {
        let manifest = try #require(blocks.first?.code)
        #expect(manifest.hasPrefix("// swift-tools-version: 6.2\n"))
        let verdict = try compiler.check(
            ["Package.swift": manifest],
            ["-I", try compiler.manifestModules(), "-package-description-version", "6.2.0"])
        #expect(verdict.isCompiled && verdict.diagnostics.isEmpty, "\(verdict.messages)")
    }

    /// A reader who stops after any step has a working program.
    @Test("The program compiles after each step")
    func everyStepCompiles() throws {
        var sources: [String: String] = [:]
        for block in blocks {
            guard let file = block.file, file.hasPrefix("Sources/Guestbook/") else { continue }
            sources[String(file.dropFirst("Sources/Guestbook/".count))] = block.code
            let verdict = try compiler.check(sources, flags())
            #expect(verdict.isCompiled && verdict.diagnostics.isEmpty, "line \(block.line): \(verdict.messages)")
        }
        #expect(sources.count == 3)
    }

    @Test("The test of the tutorial compiles with it")
    func tutorialTestCompiles() throws {
        let test = try #require(test)
        let directory = try TemporaryDirectory()
        let module = try compiler.module(sources, named: "Guestbook", to: directory.url.path)
        #expect(module.isCompiled, "\(module.messages)")
        let verdict = try compiler.check(
            ["GuestbookTests.swift": test],
            ["-parse-as-library", "-module-name", "GuestbookTests", "-I", directory.url.path]
        )
        #expect(verdict.isCompiled && verdict.diagnostics.isEmpty, "\(verdict.messages)")
    }

    @Test("The program responds as documented, and does not open without a password")
    func programRespondsAsDocumented() throws {
        let directory = try TemporaryDirectory()
        let app = directory.path("Guestbook")
        // The only difference between machines.
        let main = try #require(sources["main.swift"])
        #expect(main.contains("/home/me/private/guestbook/"))
        let moved = main.replacingOccurrences(of: "/home/me/private/guestbook", with: directory.url.path)
        let verdict = try compiler.build(sources.merging(["main.swift": moved]) { $1 }, to: app)
        try #require(verdict.isCompiled, "\(verdict.messages)")

        #expect(try Program(app, environment: ["REQUEST_METHOD": "GET", "REQUEST_URI": "/"]).end().status == 78)
        try Data("secret of ada".utf8).write(to: URL(fileURLWithPath: directory.path("ada")))
        #expect(try Program(app, environment: ["REQUEST_METHOD": "GET", "REQUEST_URI": "/"]).end().status == 78)
        try Data("secret of grace".utf8).write(to: URL(fileURLWithPath: directory.path("grace")))

        func response(_ variables: [String: String], _ body: String = "") throws -> GatewayResponse {
            var variables = variables
            if !body.isEmpty { variables["CONTENT_LENGTH"] = "\(body.utf8.count)" }
            return try GatewayResponse(try Program(app, environment: variables, input: Array(body.utf8)).end().output)
        }
        #expect(try response(["REQUEST_METHOD": "GET", "REQUEST_URI": "/"]).status == .ok)
        #expect(try response(["REQUEST_METHOD": "GET", "REQUEST_URI": "/admin"]).status == .notFound)
        var post = ["REQUEST_METHOD": "POST", "REQUEST_URI": "/entries", "CONTENT_TYPE": "application/json"]
        let entry = #"{"text": "Hello"}"#
        #expect(try response(post, entry).status == .unauthorized)
        post["HTTP_AUTHORIZATION"] = "Basic " + Data("grace:secret of ada".utf8).base64EncodedString()
        #expect(try response(post, entry).status == .unauthorized)
        post["HTTP_AUTHORIZATION"] = "Basic " + Data("grace:secret of grace".utf8).base64EncodedString()
        #expect(try response(post, entry).status == .created)
        // Another site's form would send this.
        post["CONTENT_TYPE"] = "text/plain"
        #expect(try response(post, entry).status == .unsupportedMediaType)

        let article = try String(contentsOf: Products.root.appendingPathComponent(Self.article), encoding: .utf8)
        let listing = String(decoding: try Program(app, ["--routes"]).end().output, as: UTF8.self)
        for line in listing.split(separator: "\n").dropFirst() {
            // Without the source location, which differs in this test.
            let shown = try #require(line.firstRange(of: "  -  ")).lowerBound
            #expect(article.contains("    \(line[..<shown])  -  "), "\(line)")
        }
    }
}
