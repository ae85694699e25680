import Foundation
import TestSupport
import Testing

/// Responses that the binding delegates, completed by Debian's web servers.
@Suite("Responses that web servers complete", .serialized, .timeLimit(.minutes(5)))
struct DelegationTests {
    private let responder = Products.program("TestResponder")
    /// A name that every web server must decode, and would misread without encoding.
    private let name = "a b?c%41;é.txt"

    private func script(_ hostConfiguration: String = "") throws -> ApacheSite {
        try ApacheSite(
            .fixture("script.htaccess"), mount: "/", binary: responder, hostConfiguration: hostConfiguration)
    }

    /// Breaks if Apache treats the response as a redirect of the client, or as a page.
    @Test("Behind mod_fcgid Apache serves the target of a local redirect, and the client does not notice")
    func modFcgidServesLocalRedirect() throws {
        let site = try script()
        try "the file\n".write(
            to: site.publicDirectory.appendingPathComponent(name), atomically: false, encoding: .utf8)
        try "denied".write(
            to: site.publicDirectory.appendingPathComponent("denied.txt"), atomically: false, encoding: .utf8)
        func ask(_ method: String, _ path: String) throws -> RawResponse {
            try site.exchange(method, "/app.fcgi", headers: ["X-Do: redirect", "X-Path: \(path)", "Content-Length: 0"])
        }
        for method in ["GET", "POST"] {
            let response = try ask(method, "/" + name)
            #expect(response.status == 200)
            #expect(response.text == "the file\n", "\(method): \(response.head)")
            #expect(!response.head.contains("ocation:"))
        }
        let head = try ask("HEAD", "/" + name)
        #expect(head.status == 200)
        #expect(head.head.contains("Content-Length: 9"))
        #expect(head.body.isEmpty)
        // Apache's own rules apply to the target.
        #expect(try ask("GET", "/denied.txt").status == 403)
        #expect(try ask("GET", "/nowhere").status == 404)
    }

    @Test("A local redirect to the program itself arrives as GET with the query and the original URL")
    func redirectToItselfKeepsRequest() throws {
        let site = try script()
        let response = try site.exchange(
            "POST",
            "/app.fcgi?first",
            headers: ["X-Do: redirect", "X-Path: /app.fcgi/other", "X-Query: echo=%2F", "Content-Length: 0"]
        )
        #expect(
            response.text == """
                REQUEST_METHOD=GET
                REQUEST_URI=/app.fcgi?first
                QUERY_STRING=echo=%2F
                REDIRECT_URL=/app.fcgi
                REDIRECT_STATUS=200

                """
        )
    }

    /// Otherwise Apache would serve a file without the gate. fcgid-wrapper is left out, because the binding alone does
    /// not know its `--mount`; `make test-apache` runs a program in C behind that template.
    @Test(
        "A template refuses a local redirect to a file below it",
        arguments: ApacheTests.templates.filter { $0 != "fcgid-wrapper" })
    func templateRefusesLocalRedirect(_ template: String) throws {
        let site = try ApacheSite(.template(template), mount: "/", binary: responder)
        #expect(try site.exchange("GET", "/").status == 200)
        let page = "the page\n"
        try page.write(
            to: site.publicDirectory.appendingPathComponent("index.html"), atomically: false, encoding: .utf8)
        for path in ["/other", "/index.html", "/.htaccess", "/plain/secret.txt"] {
            let response = try site.exchange("GET", "/", headers: ["X-Do: redirect", "X-Path: \(path)"])
            #expect(response.status == 403, "\(path): \(response.text)")
            #expect(!response.text.contains(page), "\(path)")
            #expect(response.leak == nil)
        }
    }

    /// Breaks if Apache reads another path, or sends a file outside the allowed directory.
    @Test("mod_xsendfile sends files and parts from the allowed directory only")
    func modXsendfileSendsAllowedFiles() throws {
        let site = try script(
            """
            LoadModule xsendfile_module /usr/lib/apache2/modules/mod_xsendfile.so
            XSendFile On
            XSendFilePath @PRIVATE@
            """
        )
        // mod_xsendfile takes the path literally.
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

    /// Apache passes an unknown field on: the client sees the path, but gets no file.
    @Test("An Apache without mod_xsendfile sends the field and no file")
    func unpreparedApacheSendsNoFile() throws {
        let site = try script()
        let response = try site.exchange("GET", "/app.fcgi", headers: ["X-Do: apache", "X-Path: /etc/passwd"])
        #expect(response.body.isEmpty)
        #expect(response.head.contains("X-Sendfile: /etc/passwd"))
    }

    @Test("nginx sends files and parts from an internal location")
    func nginxSendsInternalFiles() throws {
        let site = try LocalWebServer(.nginx, in: responder)
        try Data("0123456789".utf8).write(to: site.directory.url.appendingPathComponent("files/\(name)"))
        func ask(_ method: String, _ path: String, _ more: [String] = []) throws -> RawResponse {
            try site.exchange(method, "/", ["X-Do: nginx", "X-Path: \(path)"] + more)
        }
        try expectFile { try ask($0, "/files/\(name)", $1) }
        #expect(try site.exchange("GET", "/files/a%20b%3Fc%2541;%C3%A9.txt").status == 404)
        #expect(try ask("GET", "/files/nowhere").status == 404)
    }

    /// nginx has no local redirects: it sends them to the client.
    @Test("Behind nginx the client sees a local redirect")
    func nginxSendsRedirectToClient() throws {
        let site = try LocalWebServer(.nginx, in: responder)
        let response = try site.exchange("GET", "/", ["X-Do: redirect", "X-Path: /files/x"])
        #expect(response.status == 302)
    }

    @Test("lighttpd sends files and parts from the allowed directory only")
    func lighttpdSendsAllowedFiles() throws {
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

    @Test("CGI sends the same bytes, and a refused path is a 500")
    func cgiDelegatesLikeFastCGI() throws {
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

    /// In a response of a handler behind the gate, such a field is an error or an attack.
    @Test(
        "The gate refuses such fields with a 500",
        arguments: ["X-Accel-Redirect", "X-Sendfile", "X-LIGHTTPD-send-file", "Location"])
    func gateRefusesDelegatingFields(_ field: String) throws {
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
