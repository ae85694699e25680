import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("A path has one canonical form; the other form is redirected")
struct PathFormTests {
    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

    private func gate(_ path: String, _ access: Access<Void> = .everyone, _ calls: Calls = Calls()) -> Gate {
        var gate = Gate()
        gate.group(allow: access) { group in
            for method in Self.methods where method != "HEAD" {
                if let method = HTTPRequest.Method(method) {
                    group.on(method, path) { _ in
                        calls.note("handler")
                        return "reached"
                    }
                }
            }
        }
        return gate
    }

    private func location(_ response: ReceivedResponse) -> String? {
        response.headers.first { $0.hasPrefix("Location: ") }.map { String($0.dropFirst("Location: ".count)) }
    }

    @Test(
        "A 308 redirects to the canonical form with mount and query, for every method, without the handler",
        arguments: [
            ("/a", "/a/", "/a"), ("/a/", "/a", "/a/"), ("/a/{id:int}/", "/a/7", "/a/7/"), ("/a/{id}", "/a/7/", "/a/7"),
            ("/{r...}", "/a/b/", "/a/b"), ("/a", "/%61/", "/a"), ("/a", "/a/?q=%2F&r", "/a?q=%2F&r"),
            ("/a/", "/a?", "/a/?"), ("/a/", "/a?/x", "/a/?/x"), ("/a", "http://other.example/a/", "/a"),
            // One canonical encoding, whatever the client's is; required encodings are kept.
            ("/{x}/", "/c%20%64;%C3%a9", "/c%20d;%C3%A9/"), ("/{x}/", "/%3F%23%25", "/%3F%23%25/"),
            ("/{x:slashes}/", "/a%2fb", "/a%2Fb/"), ("/a/", "/a?<\">", "/a/?%3C%22%3E"),
        ]
    )
    func otherFormIsRedirected(path: String, target: String, location expected: String) async throws {
        for method in Self.methods {
            for mount in ["", "/sub/app", "/c%20d"] {
                let calls = Calls()
                let origin = target.hasPrefix("http://other.example") ? "http://other.example" : ""
                let uri = origin + mount + target.dropFirst(origin.count)
                let response = try await gate(path, .everyone, calls)
                    .response(method, uri, mount: Mount(mount.isEmpty ? "/" : mount))
                #expect(response.status == 308, "\(method) \(uri)")
                #expect(location(response) == mount + expected, "\(method) \(uri)")
                #expect(response.headers.contains("Cache-Control: no-store"))
                #expect(response.body.isEmpty)
                #expect(calls.all.isEmpty)
            }
        }
    }

    @Test(
        "The canonical form is served, and the redirect points to it",
        arguments: ["/a", "/a/", "/a/{x}/", "/{r...}"])
    func redirectLeadsToCanonicalForm(path: String) async throws {
        let gate = gate(path)
        let own = try gate.list.routes()[0].pattern.example
        let other = own.hasSuffix("/") ? String(own.dropLast()) : own + "/"
        #expect(try await gate.response("GET", own).text == "reached")
        let response = try await gate.response("GET", other)
        #expect(location(response) == own)
    }

    @Test("The mount without its \"/\" is redirected, whether configured or derived")
    func mountWithoutSlashIsRedirected() async throws {
        let gate = gate("/")
        let derived = [
            "SCRIPT_NAME": "/sub/app/app.fcgi", "SCRIPT_FILENAME": "/srv/sub/app/app.fcgi", "PATH_INFO": "/",
        ]
        for query in ["", "?q=1"] {
            let configured = try await gate.response("GET", "/sub/app\(query)", mount: Mount("/sub/app"))
            let automatic = try await gate.response("GET", "/sub/app\(query)", with: derived)
            for response in [configured, automatic] {
                #expect(response.status == 308)
                #expect(location(response) == "/sub/app/\(query)")
            }
            #expect(try await gate.response("GET", "/sub/app/\(query)", with: derived).text == "reached")
        }
        // The root of a host has only one form.
        #expect(try await gate.response("GET", "/").text == "reached")
    }

    @Test("A redirect keeps the query; a query that is not UTF-8 gets 400")
    func redirectKeepsQuery() async throws {
        let gate = gate("/a/")
        for (query, kept) in [
            ("", ""), ("q=%C3%A9&%zz=+%", "q=%C3%A9&%zz=+%"), ("q=\u{E9}", "q=%C3%A9"), ("e\u{301}", "e%CC%81"),
            ("q=%2525%26a=b=c??/", "q=%2525%26a=b=c??/"),
        ] {
            #expect(try await location(gate.response("GET", "/a?\(query)")) == "/a/?\(kept)")
        }
        for query in ["q=%FF", "%ED%A0%80=1"] {
            #expect(try await gate.response("GET", "/a?\(query)").status == 400)
            #expect(try await gate.response("GET", "/a/?\(query)").status == 400)
        }
    }

    @Test("The other form of a hidden route gets the response of a missing path")
    func hiddenOtherFormLooksLikeMissing() async throws {
        for access in [Access<Void>("rule") { _ in false }, .nobody, Access("rule") { _ in throw Denial.hidden }] {
            for (path, target) in [("/a", "/a/"), ("/a/", "/a"), ("/{r...}", "/a/b/")] {
                for method in Self.methods + ["OPTIONS", "BREW"] {
                    #expect(try await gate(path, access).response(method, target) == .notFound, "\(method) \(target)")
                }
            }
        }
        #expect(try await gate("/", .nobody).response("GET", "/sub", mount: Mount("/sub")) == .notFound)
    }

    @Test(
        "A denial or a failing rule precedes the redirect, in both forms", arguments: ["/a", "/a/"])
    func denialPrecedesRedirect(target: String) async throws {
        for path in ["/a", "/a/"] {
            let calls = Calls()
            let forbidden = gate(path, Access("rule", else: .forbidden) { _ in false }, calls)
            #expect(try await forbidden.response("GET", target).status == 403)
            let signIn = gate(path, Access("rule", else: .signIn(at: "/in")) { _ in false }, calls)
            #expect(location(try await signIn.response("POST", target)) == "/in")
            let broken = gate(path, Access("rule") { _ in throw Mishap() }, calls)
            #expect(try await broken.response("GET", target) == .failed)
            #expect(calls.all.isEmpty)
        }
    }

    @Test("The rule sees the same parameters for the other form")
    func ruleSeesCanonicalParameters() async throws {
        let calls = Calls()
        let rule = Access<Void>("rule") { request in
            calls.note("\(try request.path["x"]) \(try request.path.rest("r"))")
            return true
        }
        var gate = Gate()
        gate.get("/{x}/{r...}", allow: rule) { _ in "reached" }
        _ = try await gate.response("GET", "/a/b/c")
        _ = try await gate.response("GET", "/a/b/c/")
        _ = try await gate.response("POST", "/a/b/c/")
        #expect(calls.all == Array(repeating: #"a ["b", "c"]"#, count: 3))
    }

    @Test(
        "No redirect points to another site, for any spelling of its name",
        arguments: [
            "//evil.example", "//evil.example/", "///evil.example/", "/%2Fevil.example", "/%2Fevil.example/",
            "/%2F%2Fevil.example/", "/%2f%2fevil.example", "/%252F%252Fevil.example/", "/%5Cevil.example/",
            "/\\evil.example/", "/%09/evil.example/", "//evil.example%2F..", "http://evil.example//evil.example/",
            "http:///evil.example/", "/.//evil.example/", "/..//evil.example/", "//evil.example//", "/;//evil.example/",
            "/https://evil.example/", "/https:%2F%2Fevil.example/", "/@evil.example/", "//%65vil.example/a/",
        ]
    )
    func redirectStaysOnSite(target: String) async throws {
        for paths in [
            ["/{r...}"], ["/{x}", "/{x}/{y}/"], ["/{x:slashes}/"], ["/{x:slashes}"], ["/{x:slashes}/{y:slashes}"],
        ] {
            var gate = Gate()
            for path in paths { gate.get(path, allow: .everyone) { _ in "reached" } }
            for mount in ["", "/sub"] {
                let uri = target.hasPrefix("http:") ? target : mount + target
                let response = try await gate.response("GET", uri, mount: Mount(mount.isEmpty ? "/" : mount))
                guard let location = location(response) else { continue }
                // A browser's rules: the path must not start with "//" or "/\\".
                let bytes = Array(location.utf8)
                #expect(bytes.first == UInt8(ascii: "/"), "\(location)")
                #expect(bytes.count < 2 || !"/\\".utf8.contains(bytes[1]), "\(location)")
                #expect(bytes.allSatisfy { (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "\\") }, "\(location)")
            }
        }
    }
}
