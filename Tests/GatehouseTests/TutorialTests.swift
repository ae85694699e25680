import FastCGIClient
import Foundation
import HTTPTypes
import TestSupport
import Testing

/// The tutorial, step by step, for a reader who copies every block and types every command.
@Suite("The tutorial", .timeLimit(.minutes(5)))
struct TutorialTests {
    private static let article = "Sources/Gatehouse/Gatehouse.docc/Guestbook.md"

    private let blocks: [DocumentedCode.Block]
    private let commands: [String]
    private let styleSheet: DocumentedCode.Block
    private let compiler = SwiftCompiler()

    init() throws {
        let document = try DocumentedCode(Self.article)
        blocks = document.blocks
        commands = document.commands
        styleSheet = try #require(DocumentedCode(Self.article, language: "css").blocks.first)
    }

    /// The files of the program after the last step, by file name.
    private var sources: [String: String] {
        blocks.reduce(into: [:]) { sources, block in
            guard let file = block.file, file.hasPrefix("Sources/Guestbook/") else { return }
            sources[String(file.dropFirst("Sources/Guestbook/".count))] = block.code
        }
    }

    private var test: String? { blocks.first { $0.file == "Tests/GuestbookTests/GuestbookTests.swift" }?.code }

    /// The file that the plugin of the manifest adds.
    private func assets(in directory: borrowing TemporaryDirectory) throws -> [String: String] {
        [
            "EmbeddedAssets.swift": try EmbeddedAssetsTests.code(
                ["style.css": Array(styleSheet.code.utf8)], in: directory)
        ]
    }

    /// Runs a command of the article in a directory.
    private func run(_ command: String, in directory: String) throws -> (status: Int32, output: [UInt8], errors: String)
    {
        let line = command.replacing("/home/me/", with: "\(directory)/me/")
        return try Program("/bin/sh", ["-c", "cd '\(directory)' && \(line)"], environment: ["PATH": "/usr/bin:/bin"])
            .end()
    }

    @Test("Each block names its file, and the test knows each command")
    func blocksNameTheirFiles() {
        #expect(
            blocks.map(\.file) == [
                "Package.swift", "Sources/Guestbook/main.swift", "Sources/Guestbook/Book.swift",
                "Sources/Guestbook/BookPage.swift", "Sources/Guestbook/Desk.swift",
                "Sources/Guestbook/Gate+Guestbook.swift", "Sources/Guestbook/main.swift",
                "Tests/GuestbookTests/GuestbookTests.swift",
            ]
        )
        #expect(styleSheet.file == "Sources/Guestbook/Assets/style.css")
        let words = commands.map { $0.prefix { $0 != " " } }
        #expect(
            words.filter { !["METHOD", "GET", "POST"].contains($0) } == [
                "mkdir", "cd", "swift", "REMOTE_ADDR=127.0.0.1", "REMOTE_ADDR=127.0.0.1", "mkdir", "printf", "printf",
                "swift", "$", "../gatehouse/scripts/apache-site",
            ])
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
        let directory = try TemporaryDirectory()
        var sources = try assets(in: directory)
        for block in blocks {
            guard let file = block.file, file.hasPrefix("Sources/Guestbook/") else { continue }
            sources[String(file.dropFirst("Sources/Guestbook/".count))] = block.code
            let verdict = try compiler.check(sources, ["-module-name", "Guestbook"])
            #expect(verdict.isCompiled && verdict.diagnostics.isEmpty, "line \(block.line): \(verdict.messages)")
        }
        #expect(sources.count == 6)
    }

    @Test("The first commands create the directories, and the first program responds to one request")
    func firstProgramResponds() throws {
        let directory = try TemporaryDirectory()
        #expect(try run(commands[0], in: directory.url.path).status == 0)
        let package = directory.path("guestbook")
        #expect(commands[1] == "cd guestbook")
        for block in blocks + [styleSheet] {
            let parent = URL(fileURLWithPath: "\(package)/\(try #require(block.file))").deletingLastPathComponent()
            #expect(FileManager.default.fileExists(atPath: parent.path))
        }
        try FileManager.default.createDirectory(atPath: "\(package)/.build/debug", withIntermediateDirectories: true)
        let main = try #require(blocks.first { $0.file == "Sources/Guestbook/main.swift" })
        let verdict = try compiler.build(["main.swift": main.code], to: "\(package)/.build/debug/Guestbook")
        try #require(verdict.isCompiled, "\(verdict.messages)")
        let requests = commands.filter { $0.hasPrefix("REMOTE_ADDR=") }
        let page = try GatewayResponse(try run(requests[0], in: package).output)
        #expect(page.status == .ok && String(decoding: page.body, as: UTF8.self).contains("<h1>Guest book</h1>"))
        #expect(requests[1].hasSuffix("# 404: no such route"))
        #expect(try GatewayResponse(try run(requests[1], in: package).output).status == .notFound)
    }

    @Test("The test of the tutorial passes")
    func tutorialTestPasses() throws {
        let directory = try TemporaryDirectory()
        let runner = directory.path("runner")
        let sources = try sources.merging(assets(in: directory)) { $1 }
        let verdict = try compiler.buildTest(of: sources, in: "Guestbook", #require(test), to: runner)
        try #require(verdict.isCompiled, "\(verdict.messages)")
        #expect(verdict.diagnostics.isEmpty)
        let end = try Program(runner, environment: ["PATH": "/usr/bin:/bin"]).end()
        let output = end.errors + String(decoding: end.output, as: UTF8.self)
        #expect(end.status == 0 && output.contains("Test run with 1 test in 0 suites passed"), "\(output)")
    }

    @Test("The program does not start without passwords, and responds as documented, also behind Apache")
    func programRespondsAsDocumented() throws {
        let directory = try TemporaryDirectory()
        let app = directory.path("Guestbook")
        var sources = try sources.merging(assets(in: directory)) { $1 }
        // The only difference between machines.
        let main = try #require(sources["main.swift"])
        #expect(main.contains("/home/me/private/guestbook/"))
        sources["main.swift"] = main.replacing("/home/me/", with: "\(directory.path("me"))/")
        let verdict = try compiler.build(sources, to: app)
        try #require(verdict.isCompiled, "\(verdict.messages)")

        let passwords = commands.filter { $0.contains("/home/me/") }
        try #require(passwords.count == 3)
        for command in passwords {
            #expect(try Program(app, environment: ["REQUEST_METHOD": "GET", "REQUEST_URI": "/"]).end().status == 78)
            #expect(try run(command, in: directory.url.path).status == 0)
        }

        func response(_ variables: [String: String], _ body: String = "") throws -> GatewayResponse {
            var variables = variables
            if !body.isEmpty { variables["CONTENT_LENGTH"] = "\(body.utf8.count)" }
            return try GatewayResponse(try Program(app, environment: variables, input: Array(body.utf8)).end().output)
        }
        #expect(try response(["REQUEST_METHOD": "GET", "REQUEST_URI": "/"]).status == .ok)
        #expect(try response(["REQUEST_METHOD": "GET", "REQUEST_URI": "/admin"]).status == .notFound)
        var post = ["REQUEST_METHOD": "POST", "REQUEST_URI": "/desk"]
        post["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        #expect(try response(post, "text=Hello").status == .unauthorized)
        let credentials = Data("grace:another long one".utf8).base64EncodedString()
        post["HTTP_AUTHORIZATION"] = "Basic " + Data("grace:a long password".utf8).base64EncodedString()
        #expect(try response(post, "text=Hello").status == .unauthorized)
        post["HTTP_AUTHORIZATION"] = "Basic " + credentials
        #expect(try response(post, "text=Hello").status == .seeOther)
        #expect(try response(post, "text=").status == .unprocessableContent)
        // A form on a page of another site.
        post["HTTP_SEC_FETCH_SITE"] = "cross-site"
        #expect(try response(post, "text=Hello").status == .forbidden)

        let listing = String(decoding: try Program(app, ["--routes"]).end().output, as: UTF8.self)
        for line in listing.split(separator: "\n").dropFirst() {
            // Without the source location, which differs in this test.
            let source = try #require(line.lastIndex(of: " "))
            #expect(commands.contains("\(line[...source])…"), "\(line)")
        }

        if geteuid() == 0 {
            // The user of the web server, who runs the program.
            for name in ["", "/ada", "/grace"] {
                try FileManager.default.setAttributes(
                    [.ownerAccountName: "www-data"], ofItemAtPath: directory.path("me/private/guestbook\(name)"))
            }
        }
        let start = try #require(commands.last { $0.hasPrefix("../gatehouse/scripts/apache-site") })
        let template = try #require(start.firstMatch(of: /--template ([a-z-]+)/)).1
        let site = try ApacheSite(.template(String(template)), mount: "/", binary: app)
        let page = try site.exchange("GET", "/")
        #expect(page.status == 200)
        let style = try #require(page.text.firstMatch(of: /href="(\/assets\/style-[^"]+)"/)).1
        #expect(try site.exchange("GET", String(style)).text == styleSheet.code)
        #expect(try site.exchange("GET", "/desk").status == 401)
        let desk = try site.exchange("GET", "/desk", headers: ["Authorization: Basic \(credentials)"])
        #expect(desk.status == 200 && desk.text.contains("<h1>Your entries</h1>"))
        #expect(try site.exchange("GET", "/nowhere").text.contains("<h1>Not Found</h1>"))
    }
}
