import Foundation
import TestSupport
import Testing

/// Hello, as one static file, behind Debian's Apache with each template, at the root of a host and below it.
@Suite("Templates behind Apache", .serialized, .timeLimit(.minutes(5)))
struct ApacheTests {
    static let templates = [
        "fcgid-wrapper", "fcgid-rewrite", "fcgid-action", "fcgid-assets", "cgi-rewrite", "cgi-action",
    ]
    static let mounts = ["/", "/sub/app"]

    private func site(_ template: String, _ mount: String) throws -> ApacheSite {
        try ApacheSite(.template(template), mount: mount, binary: Products.example("Hello"))
    }

    @Test("Only the routes are served", arguments: templates, mounts)
    func onlyRoutesAreServed(template: String, mount: String) throws {
        let site = try site(template, mount)

        let open = try site.exchange("GET", "/")
        #expect(open.status == 200)
        #expect(open.text == "Hello from behind the gate.\n")

        let guest = try site.exchange("GET", "/guests/ada?x=%2F..")
        #expect(guest.status == 200)
        #expect(guest.text == "Welcome, Ada Lovelace.\n")

        let head = try site.exchange("HEAD", "/guests/ada")
        #expect(head.status == 200)
        #expect(head.body.isEmpty)

        // A denied path, a missing path and a missing method get the same response.
        let denied = try site.exchange("GET", "/guests/mallory")
        #expect(denied.status == 404)
        #expect(denied.text == "404 Not Found\n")
        for (method, target) in [
            ("GET", "/nowhere"), ("GET", "/guests"), ("POST", "/guests/mallory"), ("PUT", "/nowhere"),
            ("GET", "/app.fcgi"),
            ("GET", "/app.fcgi/"), ("GET", "/app.fcgi/guests/ada"),
        ] {
            let other = try site.exchange(method, target)
            #expect(other.status == 404, "\(method) \(target)")
            #expect(other.text == denied.text, "\(method) \(target)")
        }

        // An allowed client gets the methods of a path and its canonical form.
        let method = try site.exchange("PUT", "/")
        #expect(method.status == 405)
        let redirect = try site.exchange("GET", "/guests/ada/?q")
        #expect(redirect.status == 308)
    }

    @Test("An ambiguous target is a 400", arguments: templates, mounts)
    func ambiguousTargetIs400(template: String, mount: String) throws {
        let site = try site(template, mount)
        // Apache itself refuses some of these, with 400, or with 404 for "%2F" and "%00".
        for target in [
            "/%zz", "/a/../guests/ada", "/guests/%2e%2e/guests/ada", "/guests/ad%5Ca", "//guests/ada", "/%ff",
        ] {
            let response = try site.exchange("GET", target)
            #expect([400, 404].contains(response.status), "\(target)")
            #expect(!response.text.contains("Ada"), "\(target)")
        }
        let backslash = try site.exchange("GET", "/guests/ad%5Ca")
        #expect(backslash.status == 400)
        #expect(backslash.text == "400 Bad Request\n")
    }

    /// Tests/WebServers covers the other templates and many more spellings.
    @Test("No file leaks, for any spelling of its URL", arguments: templates.prefix(2), mounts)
    func noFileLeaks(template: String, mount: String) throws {
        let site = try site(template, mount)
        let files = try site.files()
        let names = Set(files.map { $0.split(separator: "/").last.map(String.init) ?? $0 })
        // These bait files must exist, or this test proves nothing.
        for name in [
            ".htaccess", ".env", "config", "app.db", "config.json", "notes.txt~", ".notes.txt.swp", "index.html",
            "index.php", "app.fcgi.bak", "secret.txt",
        ] {
            #expect(names.contains(name), "no bait \(name)")
        }
        var requests = 0
        for target in Corpus.targets(files: files) {
            for method in ["GET", "HEAD", "POST"] {
                let response = try site.exchange(method, target, headers: method == "POST" ? ["Content-Length: 0"] : [])
                requests += 1
                #expect(response.leak == nil, "\(method) \(target) gave \(response.leak ?? "") (\(response.status))")
                // Apache refuses it, or the gate serves it; a redirect would reveal a directory.
                #expect(
                    [400, 403, 404].contains(response.status) || response.text.hasPrefix("Hello from")
                        || (response.status == 200 && method == "HEAD" && Corpus.isRoot(target)),
                    "\(method) \(target) gave \(response.status)")
            }
        }
        #expect(requests > 500)
    }

    @Test("The well-known recipe leaks, which shows that the harness detects leaks")
    func wellKnownRecipeLeaks() throws {
        let recipe = ApacheSite.Rules.fixture("well-known-recipe.htaccess")
        let site = try ApacheSite(recipe, mount: "/sub/app", binary: Products.example("Hello"))
        var leaks: [String: Int] = [:]
        // mod_fcgid tries to run app.fcgi.bak for many seconds, because of the ".fcgi" in its name.
        let files = try site.files().filter { !$0.contains(".fcgi") }
        for target in Corpus.targets(files: files) where !target.contains("app.fcgi") {
            if let leak = try site.exchange("GET", target).leak { leaks[leak, default: 0] += 1 }
        }
        #expect(leaks["a file's content", default: 0] > 50, "\(leaks)")
        for file in [".env", "config.json", ".git/config", "notes.txt~", "nested/secret.txt", "link-file.txt"] {
            #expect(try site.exchange("GET", "/" + file).leak == "a file's content", "\(file)")
        }
    }

    @Test("Authorization, query and a long response pass through Apache", arguments: templates)
    func requestsAndResponsesPass(template: String) throws {
        let site = try ApacheSite(.template(template), mount: "/sub/app", binary: Products.program("TestApp"))
        #expect(try site.exchange("GET", "/caller").status == 401)
        let caller = try site.exchange("GET", "/caller", headers: ["Authorization: Bearer ada"])
        #expect(caller.text == "caller Bearer ada\n")
        #expect(try site.exchange("GET", "/forbidden").status == 403)
        #expect(try site.exchange("GET", "/hidden").text == "404 Not Found\n")
        #expect(try site.exchange("GET", "/failing").status == 500)
        #expect(try site.exchange("GET", "/items/c%20d?x=1").text == "item c d\n")
    }

    /// Breaks if Apache sends a file that no rule allows, or if the program allows another path than the requested one.
    @Test("As an authorizer the program decides about the files that Apache sends")
    func authorizerDecidesAboutFiles() throws {
        let site = try ApacheSite(
            .template("fcgid-authorizer"),
            mount: "/sub/app",
            binary: Products.program("TestApp")
        )
        for name in ["caller", "hidden", "forbidden", "failing", "mishap", "caller.txt", "caller.en", "caller.php"] {
            try "file \(name)\n".write(
                to: site.publicDirectory.appendingPathComponent(name),
                atomically: false,
                encoding: .utf8
            )
        }
        let signedIn = ["Authorization: Bearer ada"]
        let response = try site.exchange("GET", "/caller", headers: signedIn)
        #expect(response.status == 200)
        #expect(response.text == "file caller\n")
        #expect(try site.exchange("GET", "/caller", headers: signedIn + ["Range: bytes=0-3"]).text == "file")
        #expect(try site.exchange("HEAD", "/caller", headers: signedIn).status == 200)
        #expect(try site.exchange("GET", "/caller").status == 401)
        #expect(try site.exchange("GET", "/mishap").text == "file mishap\n")
        for target in [
            "/", "", "/hidden", "/forbidden", "/failing", "/caller.txt", "/caller.en", "/caller.php", "/caller/",
            "/caller/x", "/notes.txt", "/.env", "/.htaccess", "/CALLER", "/caller%20", "/nested/secret.txt", "//caller",
            "/./caller", "/x/../caller", "/caller%2F", "/link-file.txt", "/index.html", "/items/notes.txt",
        ] {
            for method in ["GET", "HEAD", "POST", "PUT", "OPTIONS"] {
                let response = try site.exchange(method, target, headers: signedIn + ["Content-Length: 0"])
                #expect([400, 401, 403, 404].contains(response.status), "\(method) \(target) gave \(response.status)")
                #expect(!response.text.contains("file "), "\(method) \(target)")
                #expect(response.leak == nil, "\(method) \(target)")
            }
        }
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"] {
            let response = try site.exchange(method, "/caller", headers: signedIn + ["Content-Length: 0"])
            #expect(response.status == 401, "\(method) gave \(response.status)")
        }
    }

    /// A customer of a hosting provider can read only the log of the site's virtual host. For CGI Apache writes
    /// standard error there.
    @Test(
        "A denial is in the site's error log, as one line",
        arguments: templates.filter { $0.hasPrefix("fcgid") }
    )
    func denialIsInErrorLog(template: String) throws {
        let site = try ApacheSite(.template(template), mount: "/sub/app", binary: Products.program("TestApp"))
        #expect(try site.exchange("GET", "/hidden").text == "404 Not Found\n")
        #expect(try site.exchange("GET", "/mishap").status == 500)
        // Apache writes its log after the request, so the client cannot see when.
        func lines() throws -> [Substring] {
            try String(contentsOf: site.errorLog, encoding: .utf8).split(separator: "\n")
                .filter { $0.contains("gatehouse: ") }
        }
        var found = try lines()
        for _ in 0..<500 where found.count < 2 {
            usleep(10_000)
            found = try lines()
        }
        #expect(found.count == 2, "\(found)")
        #expect(found.first?.contains("notice gatehouse: denied: ") == true)
        #expect(found.first?.contains("[status=404 route=/hidden rule=\"nobody, and nobody knows\" ") == true)
        #expect(found.last?.contains("error gatehouse: failed: ") == true)
        // mod_fcgid logs the client of a request; a line from plain standard error has none.
        #expect(found.allSatisfy { $0.contains("[client 127.0.0.1:") && $0.contains("mod_fcgid: stderr: ") })
    }
}

/// The spellings of the URL of each file.
enum Corpus {
    static func targets(files: [String]) -> [String] {
        var targets: [String] = ["/.", "/app.fcgi", "/app.fcgi/", "/nested", "/nested/", "/plain/"]
        for file in files {
            let plain = "/" + file.split(separator: "/").map { encoded(String($0)) }.joined(separator: "/")
            targets += [
                plain,
                "/" + file.split(separator: "/").map { fullyEncoded(String($0)) }.joined(separator: "/"),
                "/" + file.split(separator: "/").map { oneEncoded(String($0)) }.joined(separator: "/"),
                plain + "/",
                plain + "/path/info",
                plain + "?query",
                plain + "%00",
                plain + "%20",
                plain + "/.",
                "/" + plain,
                "/." + plain,
                "/nowhere/.." + plain,
                "/nowhere/%2e%2e" + plain,
                "/app.fcgi" + plain,
                "/app.fcgi/.." + plain,
                plain.uppercased(),
            ]
        }
        return targets
    }

    /// Whether a target is the mount itself, which the gate serves.
    static func isRoot(_ target: String) -> Bool {
        ["/", "/.", "/nowhere/..", ""].contains(target)
    }

    private static func encoded(_ segment: String) -> String {
        segment.utf8.map { isPlain($0) ? String(UnicodeScalar($0)) : hexadecimal($0) }.joined()
    }

    private static func fullyEncoded(_ segment: String) -> String {
        segment.utf8.map(hexadecimal).joined()
    }

    private static func oneEncoded(_ segment: String) -> String {
        segment.utf8.prefix(1).map(hexadecimal).joined() + encoded(String(segment.dropFirst()))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !"%?#\"<>\\^`{|}".utf8.contains(byte)
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "%0" + digits : "%" + digits
    }
}
