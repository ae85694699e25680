import Foundation
import TestSupport
import Testing

/// What the binding lets a web server do in its place, with the web servers of Debian.
@Suite("answers that web servers make themselves", .serialized, .timeLimit(.minutes(5)))
struct DelegationTests {
    private let responder = Products.program("TestResponder")
    /// One that every web server has to decode, and would misread if it were not encoded.
    private let name = "a b?c%41;é.txt"

    private func script(_ hostConfiguration: String = "") throws -> ApacheSite {
        try ApacheSite(
            .fixture("script.htaccess"), mount: "/", binary: responder, hostConfiguration: hostConfiguration)
    }

    /// Breaks if Apache takes the answer for a redirection of the client, or for a page.
    @Test("a local redirect behind mod_fcgid: Apache serves the other URL, and the client does not learn of it")
    func localRedirect() throws {
        let site = try script()
        try "the file\n".write(
            to: site.publicDirectory.appendingPathComponent(name), atomically: false, encoding: .utf8)
        try "denied".write(
            to: site.publicDirectory.appendingPathComponent("denied.txt"), atomically: false, encoding: .utf8)
        func ask(_ method: String, _ path: String) throws -> RawResponse {
            try site.exchange(method, "/app.fcgi", headers: ["X-Do: redirect", "X-Path: \(path)", "Content-Length: 0"])
        }
        for method in ["GET", "POST"] {
            let answer = try ask(method, "/" + name)
            #expect(answer.status == 200)
            #expect(answer.text == "the file\n", "\(method): \(answer.head)")
            #expect(!answer.head.contains("ocation:"))
        }
        let head = try ask("HEAD", "/" + name)
        #expect(head.status == 200)
        #expect(head.head.contains("Content-Length: 9"))
        #expect(head.body.isEmpty)
        // Apache's own rules decide over the other URL.
        #expect(try ask("GET", "/denied.txt").status == 403)
        #expect(try ask("GET", "/nowhere").status == 404)
    }

    @Test("a local redirect to the program itself: it gets the query, GET, and what the client asked for")
    func redirectToItself() throws {
        let site = try script()
        let answer = try site.exchange(
            "POST",
            "/app.fcgi?first",
            headers: ["X-Do: redirect", "X-Path: /app.fcgi/other", "X-Query: echo=%2F", "Content-Length: 0"]
        )
        #expect(
            answer.text == """
                REQUEST_METHOD=GET
                REQUEST_URI=/app.fcgi?first
                QUERY_STRING=echo=%2F
                REDIRECT_URL=/app.fcgi
                REDIRECT_STATUS=200

                """
        )
    }

    /// Apache would serve a file past the gate. Without fcgid-wrapper, whose `--mount` the binding alone does not know; `make
    /// test-apache` has a program in C behind that one.
    @Test(
        "a local redirect to a file below a template of this project is refused by it",
        arguments: ApacheTests.templates.filter { $0 != "fcgid-wrapper" })
    func templateRefusesRedirect(_ template: String) throws {
        let site = try ApacheSite(.template(template), mount: "/", binary: responder)
        #expect(try site.exchange("GET", "/").status == 200)
        let page = "the page\n"
        try page.write(
            to: site.publicDirectory.appendingPathComponent("index.html"), atomically: false, encoding: .utf8)
        for path in ["/other", "/index.html", "/.htaccess", "/plain/secret.txt"] {
            let answer = try site.exchange("GET", "/", headers: ["X-Do: redirect", "X-Path: \(path)"])
            #expect(answer.status == 403, "\(path): \(answer.text)")
            #expect(!answer.text.contains(page), "\(path)")
            #expect(answer.leak == nil)
        }
    }

    /// Breaks if Apache reads the path in another way than it was written, or if it sends what is not opened to it.
    @Test("a file by Apache's mod_xsendfile: sent, by HEAD not, in part, and nothing but what is opened")
    func apacheFile() throws {
        let site = try script(
            """
            LoadModule xsendfile_module /usr/lib/apache2/modules/mod_xsendfile.so
            XSendFile On
            XSendFilePath @PRIVATE@
            """
        )
        // This one takes the path as it is.
        let path = site.privateDirectory.appendingPathComponent("a b?c;é.txt")
        try "0123456789".write(to: path, atomically: false, encoding: .utf8)
        func ask(_ method: String, _ path: String, _ more: [String] = []) throws -> RawResponse {
            try site.exchange(method, "/app.fcgi", headers: ["X-Do: apache", "X-Path: \(path)"] + more)
        }
        try expectFile { try ask($0, path.path, $1) }
        let outside = try ask("GET", "/etc/passwd")
        #expect(outside.status == 404)
        #expect(!outside.text.contains("root:"))
    }

    /// Apache passes on what it does not know; the client then learns the path, and gets no file.
    @Test("a file by an Apache that was not told to: no file, but the field")
    func apacheUnprepared() throws {
        let site = try script()
        let answer = try site.exchange("GET", "/app.fcgi", headers: ["X-Do: apache", "X-Path: /etc/passwd"])
        #expect(answer.body.isEmpty)
        #expect(answer.head.contains("X-Sendfile: /etc/passwd"))
    }

    @Test("a file by nginx: sent, by HEAD not, in part, and the location is closed to clients")
    func nginxFile() throws {
        let site = try LocalWebServer(.nginx, in: responder)
        try Data("0123456789".utf8).write(to: site.directory.url.appendingPathComponent("files/\(name)"))
        func ask(_ method: String, _ path: String, _ more: [String] = []) throws -> RawResponse {
            try site.exchange(method, "/", ["X-Do: nginx", "X-Path: \(path)"] + more)
        }
        try expectFile { try ask($0, "/files/\(name)", $1) }
        #expect(try site.exchange("GET", "/files/a%20b%3Fc%2541;%C3%A9.txt").status == 404)
        #expect(try ask("GET", "/files/nowhere").status == 404)
    }

    /// nginx knows no local redirects: whoever relies on them there sends clients somewhere.
    @Test("a local redirect behind nginx becomes one that the client sees")
    func nginxRedirect() throws {
        let site = try LocalWebServer(.nginx, in: responder)
        let answer = try site.exchange("GET", "/", ["X-Do: redirect", "X-Path: /files/x"])
        #expect(answer.status == 302)
    }

    @Test("a file by lighttpd: sent, by HEAD not, in part, and nothing but what is opened")
    func lighttpdFile() throws {
        let site = try LocalWebServer(.lighttpd, in: responder)
        let path = site.directory.url.appendingPathComponent("files/\(name)")
        try Data("0123456789".utf8).write(to: path)
        func ask(_ method: String, _ path: String, _ more: [String] = []) throws -> RawResponse {
            try site.exchange(method, "/", ["X-Do: lighttpd", "X-Path: \(path)"] + more)
        }
        try expectFile { try ask($0, path.path, $1) }
        let outside = try ask("GET", "/etc/passwd")
        #expect([403, 404, 502].contains(outside.status), "\(outside.head)")
        #expect(!outside.text.contains("root:"))
    }

    @Test("under CGI the same bytes; what is refused becomes a 500")
    func cgi() throws {
        func ask(_ wish: String, _ path: String, method: String = "GET") throws -> String {
            let environment = ["REQUEST_METHOD": method, "HTTP_X_DO": wish, "HTTP_X_PATH": path]
            return String(decoding: try Program(responder, environment: environment).end().output, as: UTF8.self)
        }
        let fields = "Content-Type: text/x-test\r\nContent-Disposition: attachment\r\n"
        for method in ["GET", "HEAD"] {
            #expect(try ask("redirect", "/a b", method: method) == "Location: /a%20b\r\n\r\n")
            #expect(
                try ask("nginx", "/a b", method: method)
                    == "Status: 200 OK\r\n\(fields)X-Accel-Redirect: /a%20b\r\n\r\n")
        }
        for (wish, path) in [("redirect", "//other/"), ("nginx", "/../a"), ("apache", "/a%2F"), ("lighttpd", "a")] {
            #expect(try ask(wish, path).hasPrefix("Status: 500 "))
        }
    }

    /// A handler behind the gate that puts such a field into its answer has made a mistake, or somebody else has.
    @Test(
        "the gate has no way to it: such a field in an answer makes it a 500",
        arguments: ["X-Accel-Redirect", "X-Sendfile", "X-LIGHTTPD-send-file", "Location"])
    func gate(_ field: String) throws {
        let app = Products.program("TestApp")
        let output = try Program(
            app,
            environment: ["REQUEST_METHOD": "GET", "REQUEST_URI": "/file", "HTTP_X_FIELD": field]
        ).end().output
        let text = String(decoding: output, as: UTF8.self)
        #expect(text.hasPrefix("Status: 500 "))
        #expect(!text.contains("passwd"))
    }

    private func expectFile(_ ask: (_ method: String, _ more: [String]) throws -> RawResponse) throws {
        let whole = try ask("GET", [])
        #expect(whole.status == 200)
        #expect(whole.text == "0123456789", "\(whole.head)")
        #expect(whole.head.contains("Content-Length: 10"))
        #expect(whole.head.contains("text/x-test") && whole.head.contains("attachment"), "\(whole.head)")
        #expect(!whole.head.lowercased().contains("x-sendfile") && !whole.head.lowercased().contains("x-accel"))
        let head = try ask("HEAD", [])
        #expect(head.status == 200)
        #expect(head.head.contains("Content-Length: 10"), "\(head.head)")
        #expect(head.body.isEmpty)
        let part = try ask("GET", ["Range: bytes=2-4"])
        #expect(part.status == 206)
        #expect(part.text == "234", "\(part.head)")
    }
}
