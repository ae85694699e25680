import Foundation
import Gatehouse
import GatehouseTesting
import TestSupport
import Testing

@Suite("Assets", .timeLimit(.minutes(5)))
struct AssetsTests {
    /// "hello" and its gzip form in Base64; the program never looks at the content.
    private static let embedded = Assets(embedded: [
        .init(
            "style.css", path: "style-0123456789abcdef.css", integrity: "sha384-AAAA", content: "aGVsbG8=",
            compressed: "Z3ppcA=="),
        .init(
            "logo.png", path: "logo-0123456789abcdef.png", integrity: "sha384-BBBB", content: "aGk=", compressed: nil),
        .init("app.mjs", path: "app-0123456789abcdef.mjs", integrity: "sha384-CCCC", content: "aGk=", compressed: nil),
        .init("bad.js", path: "bad-0123456789abcdef.js", integrity: "sha384-DDDD", content: "?", compressed: nil),
    ])

    private func gate(_ assets: Assets) -> Gate {
        var gate = Gate()
        gate.get("/assets/{path...}", as: .assets, allow: .everyone) { request in
            try assets.file(request.path.rest("path"))
        }
        gate.get("/page/{name}", allow: .everyone) { request in
            let name = try request.path["name"]
            return name.hasSuffix(".css")
                ? try assets.stylesheet(name, for: request) : try assets.script(name, for: request)
        }
        gate.get("/url/{name}", allow: .everyone) { request in
            try assets.url(request.path["name"], for: request)
        }
        return gate
    }

    @Test("A file is sent with all its fields, for a year", arguments: ClientKind.allCases)
    func fileHasAllFields(kind: ClientKind) async throws {
        var gate = gate(Self.embedded)
        // Without the gate's own fields.
        gate.configuration.headers = .none
        try await kind.asking(gate) { client async throws in
            let response = try await client.get("/assets/style-0123456789abcdef.css")
            #expect(response.status == .ok)
            #expect(response.text == "hello")
            #expect(response.headers[.contentType] == "text/css; charset=utf-8")
            #expect(response.headers[.contentLength] == "5")
            #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(response.headers[.eTag] == "\"style-0123456789abcdef.css\"")
            #expect(response.headers[.vary] == "Accept-Encoding")
            #expect(response.headers[.contentEncoding] == nil)
            #expect(response.headers[.xContentTypeOptions] == "nosniff")
            let head = try await client.head("/assets/style-0123456789abcdef.css")
            #expect(head.headers == response.headers)
            #expect(head.body.isEmpty)
            let logo = try await client.get("/assets/logo-0123456789abcdef.png", headers: [.acceptEncoding: "gzip"])
            #expect(logo.text == "hi")
            #expect(logo.headers[.contentType] == "image/png")
            #expect(logo.headers[.vary] == nil)
            #expect(logo.headers[.contentEncoding] == nil)
        }
    }

    @Test("A client that accepts gzip gets the compressed variant with its own tag", arguments: ClientKind.allCases)
    func gzipIsNegotiated(kind: ClientKind) async throws {
        try await kind.asking(gate(Self.embedded)) { client async throws in
            let path = "/assets/style-0123456789abcdef.css"
            let response = try await client.get(path, headers: [.acceptEncoding: "br, gzip"])
            #expect(response.text == "gzip")
            #expect(response.headers[.contentEncoding] == "gzip")
            #expect(response.headers[.contentType] == "text/css; charset=utf-8")
            #expect(response.headers[.contentLength] == "4")
            #expect(response.headers[.vary] == "Accept-Encoding")
            #expect(response.headers[.eTag] == "\"style-0123456789abcdef.css.gz\"")
            let refused = try await client.get(path, headers: [.acceptEncoding: "gzip;q=0, *"])
            #expect(refused.text == "hello")
            #expect(refused.headers[.contentEncoding] == nil)
        }
    }

    @Test("A client that has the variant gets 304 without fields about the content")
    func knownVariantIs304() async throws {
        let client = try InMemoryClient(gate(Self.embedded))
        let path = "/assets/style-0123456789abcdef.css"
        for (encoding, tag) in [("identity", "style-0123456789abcdef.css"), ("gzip", "style-0123456789abcdef.css.gz")] {
            let fields: HTTPFields = [.acceptEncoding: encoding, .ifNoneMatch: "\"\(tag)\""]
            let response = try await client.get(path, headers: fields)
            #expect(response.status == .notModified)
            #expect(response.body.isEmpty)
            #expect(response.headers[.eTag] == "\"\(tag)\"")
            #expect(response.headers[.vary] == "Accept-Encoding")
            #expect(response.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(response.headers[.contentType] == nil)
            #expect(response.headers[.contentEncoding] == nil)
        }
        // The tag of the other variant does not match.
        let fields: HTTPFields = [.acceptEncoding: "gzip", .ifNoneMatch: "\"style-0123456789abcdef.css\""]
        #expect(try await client.get(path, headers: fields).status == .ok)
        #expect(try await client.get(path, headers: [.ifMatch: "\"other\""]).status == .preconditionFailed)
    }

    @Test("Every path that is not in the list is the same 404 as a missing one", arguments: ClientKind.allCases)
    func otherPathsAreMissing(kind: ClientKind) async throws {
        try await kind.asking(gate(Self.embedded)) { client async throws in
            let missing = try await client.get("/nothing")
            for path in [
                "style.css", "style-0123456789abcdee.css", "style-0123456789ABCDEF.css", "STYLE-0123456789abcdef.css",
                "style-0123456789abcdef.css.gz", "style-0123456789abcdef", "style-0123456789abcdef.css%00",
                "style-0123456789abcdef.css/x", "x/style-0123456789abcdef.css", "%2e%2e%2fstyle-0123456789abcdef.css",
                "style-0123456789abcdef.css%20", "assets.manifest", "logo.png", ".", "..", "%2e%2e", "%2fetc%2fpasswd",
            ] {
                let response = try await client.get("/assets/\(path)")
                #expect(response.status == .notFound || response.status == .badRequest, "\(path)")
                if response.status == .notFound {
                    #expect(response.headers == missing.headers, "\(path)")
                    #expect(response.body == missing.body, "\(path)")
                }
            }
            let damaged = try await client.get("/assets/bad-0123456789abcdef.js")
            #expect(damaged.status == .internalServerError)
        }
    }

    @Test("Elements have the URL below the mount, integrity, and the nonce of the request for scripts")
    func elementsHaveIntegrity() async throws {
        let client = try InMemoryClient(gate(Self.embedded), mount: Mount("/sub/app"))
        #expect(
            try await client.get("/sub/app/page/style.css").text == """
                <link rel="stylesheet" href="/sub/app/assets/style-0123456789abcdef.css" integrity="sha384-AAAA">

                """)
        let script = try await client.get("/sub/app/page/bad.js")
        let nonce = try #require(script.text.firstMatch(of: /nonce="([^"]+)"/)?.output.1)
        #expect(script.headers[.contentSecurityPolicy]?.contains("'nonce-\(nonce)'") == true)
        #expect(
            script.text == """
                <script src="/sub/app/assets/bad-0123456789abcdef.js" integrity="sha384-DDDD" nonce="\(nonce)" defer></script>

                """)
        #expect(try await client.get("/sub/app/page/app.mjs").text.contains(" type=\"module\"></script>"))
        #expect(try await client.get("/sub/app/url/logo.png").text == "/sub/app/assets/logo-0123456789abcdef.png")
        #expect(try Self.embedded.integrity("logo.png") == "sha384-BBBB")
        #expect(throws: LinkError.self) { try Self.embedded.integrity("logo-0123456789abcdef.png") }
        #expect(try await client.get("/sub/app/url/none.css").status == .internalServerError)
    }

    @Test("A prepared directory serves what the script wrote, until a file is changed", arguments: ClientKind.allCases)
    func preparedDirectoryIsServed(kind: ClientKind) async throws {
        let files = try PreparedAssets()
        #expect(try files.prepare() == "")
        let style = try files.path("style.css")
        let logo = try files.path("logo.png")
        let script = try files.path("app.min.js")
        let output = files.output
        try await kind.asking(gate(Assets(in: output))) { client async throws in
            let whole = try await client.get("/assets/\(style)")
            #expect(whole.text == PreparedAssets.style.replacing("logo.png", with: logo))
            #expect(whole.headers[.cacheControl] == "public, max-age=31536000, immutable")
            let small = try await client.get("/assets/\(style)", headers: [.acceptEncoding: "gzip"])
            #expect(small.headers[.contentEncoding] == "gzip")
            #expect(small.headers[.contentLength] == "\(small.body.count)")
            #expect(small.body.starts(with: [0x1F, 0x8B]))
            #expect(small.body.count < whole.body.count)
            let image = try await client.get("/assets/\(logo)", headers: [.acceptEncoding: "gzip"])
            #expect(image.body == PreparedAssets.logo)
            // Apache's template serves no name with two dots.
            #expect(script.wholeMatch(of: /app-min-[0-9a-f]{16}\.js/) != nil)
            for path in ["assets.manifest", "\(style).gz", "style.css", ".new", "../source/style.css"] {
                #expect(try await client.get("/assets/\(path)").body != whole.body)
                #expect(try await client.get("/assets/\(path)").status.code >= 400, "\(path)")
            }
            try Data("changed".utf8).write(to: URL(fileURLWithPath: "\(output)/\(logo)"))
            #expect(try await client.get("/assets/\(logo)").status == .notFound)
            try FileManager.default.removeItem(atPath: "\(output)/\(script)")
            #expect(try await client.get("/assets/\(script)").status == .notFound)
        }
    }

    @Test("The attribute integrity is the SHA-384 of the file, as OpenSSL computes it")
    func integrityIsHash() throws {
        let files = try PreparedAssets()
        try files.prepare()
        let hash = try Program(
            "/usr/bin/openssl", ["dgst", "-sha384", "-binary", "\(files.output)/\(files.path("style.css"))"]
        ).end().output
        #expect(try Assets(in: files.output).integrity("style.css") == "sha384-\(Data(hash).base64EncodedString())")
    }

    @Test("An old file is served until it is deleted, and links lead to the new one")
    func oldFileIsServedWhileKept() async throws {
        let files = try PreparedAssets()
        try files.prepare()
        let old = try files.path("style.css")
        try files.write("style.css", Array("p { color: red }\n".utf8))
        #expect(try files.prepare() == "")
        let new = try files.path("style.css")
        #expect(new != old)
        let client = try InMemoryClient(gate(Assets(in: files.output)))
        #expect(try await client.get("/url/style.css").text == "/assets/\(new)")
        #expect(try await client.get("/assets/\(new)").text == "p { color: red }\n")
        #expect(try await client.get("/assets/\(old)").status == .ok)
        try FileManager.default.removeItem(atPath: "\(files.output)/\(old)")
        #expect(try files.prepare() == "")
        #expect(try !String(contentsOfFile: files.output + "/assets.manifest", encoding: .utf8).contains(old))
    }

    @Test("An unprepared directory is read at each request, and nothing is kept by a browser")
    func unpreparedDirectoryIsRead() async throws {
        let files = try PreparedAssets()
        let client = try InMemoryClient(gate(Assets(unprepared: files.source)))
        #expect(
            try await client.get("/page/style.css").text == "<link rel=\"stylesheet\" href=\"/assets/style.css\">\n")
        let before = try await client.get("/assets/style.css")
        #expect(before.text == PreparedAssets.style)
        #expect(before.headers[.cacheControl] == "no-cache")
        try files.write("style.css", Array("p { color: red }\n".utf8))
        #expect(try await client.get("/assets/style.css").text == "p { color: red }\n")
        try files.write("notes.md", [])
        for path in ["notes.md", "../output", ".hidden.css", "a/style.css", "none.css"] {
            #expect(try await client.get("/assets/\(path)").status.code >= 400, "\(path)")
        }
        #expect(try await client.get("/url/none.css").status == .internalServerError)
    }

    @Test(
        "The script refuses what it cannot serve",
        arguments: [
            ("a b.css", "invalid name"), ("caf\u{E9}.css", "invalid name"), ("-rf.css", "invalid name"),
            ("style.css~", "invalid name"), ("notes.md", "the extension of \"notes.md\""), ("LICENSE", "the extension"),
            ("page.html", "the extension"), ("x.CSS", "the extension"), ("b.css", "b.css refers to a file"),
        ])
    func scriptRefusesFile(name: String, message: String) throws {
        let files = try PreparedAssets()
        try files.write(name, Array("a { b: url( 'none.png' ) }\n".utf8))
        #expect(try files.prepare().contains(message))
        #expect(throws: FileError.self) { try Assets(in: files.output) }
    }

    @Test("The script refuses directories and an empty source, and knows the same extensions as the library")
    func scriptAndLibraryAgree() throws {
        let files = try PreparedAssets()
        let text = try String(contentsOfFile: PreparedAssets.script, encoding: .utf8)
        let listed = text.matches(of: /([a-z0-9]+):(?:\*|styles\))/).map { String($0.output.1) }
        for name in listed { try files.write("x.\(name)", []) }
        #expect(try files.prepare() == "")
        #expect(try Set(listed).count == 21 && Set(listed).allSatisfy { try !files.path("x.\($0)").isEmpty })
        // Each of them is served without preparation too.
        let assets = try Assets(unprepared: files.source)
        for name in listed { #expect(throws: Never.self) { try assets.file(["x.\(name)"]) } }
        try FileManager.default.createDirectory(atPath: files.source + "/deep", withIntermediateDirectories: false)
        #expect(try files.prepare().contains("\"deep\" is not a file"))
        try FileManager.default.removeItem(atPath: files.source)
        #expect(try files.prepare().contains("is not a directory"))
        try FileManager.default.createDirectory(atPath: files.source, withIntermediateDirectories: false)
        #expect(try files.prepare().contains("contains no files"))
    }

    @Test(
        "A directory with an invalid manifest stops the program",
        arguments: [
            "x", "a.css ../a.css sha384-x 1 -\n", "a.css a.css sha384-x -1 -\n", "a.css a.css sha384-x 1 x\n",
            "a.css a.css sha384-x 1\n", "a.css  sha384-x 1 -\n", "a.html a.html sha384-x 1 -\n",
            "a.css .a.css sha384-x 1 -\n", "a.css a.css sha384-x 1 - -\n",
        ])
    func invalidManifestIsConfigurationError(manifest: String) throws {
        let directory = try TemporaryDirectory()
        #expect(throws: FileError.self) { try Assets(in: directory.url.path) }
        try Data(manifest.utf8).write(to: URL(fileURLWithPath: directory.path("assets.manifest")))
        let error = try #require(throws: FileError.self) { try Assets(in: directory.url.path) }
        #expect(error.code == .invalidConfiguration)
        #expect(throws: FileError.self) { try Assets(in: "relative") }
    }
}
