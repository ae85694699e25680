import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Request.url(for:) returns a link to its route, or an error")
struct LinkTests {
    private static let uuid = "00000000-0000-4000-8000-000000000000"

    private func gate(_ make: @escaping @Sendable (Request) throws -> String) -> Gate {
        var gate = Gate()
        gate.parameterType("year", example: "2026", ReferencePattern.isYear)
        gate.get("/", as: "home", allow: .everyone) { _ in "" }
        gate.get("/notes/{id:int}", as: "note", allow: .nobody) { _ in "" }
        gate.get("/folders/{id:int}/", as: "folder", allow: .everyone) { _ in "" }
        gate.get("/c d/{a}/{b}", as: "two", allow: .everyone) { _ in "" }
        gate.get("/keys/{key:slashes}", as: "key", allow: .everyone) { _ in "" }
        gate.get("/files/{rest...}", as: "file", allow: .everyone) { _ in "" }
        gate.get("/by/{y:year}/{u:uuid}", as: "archive", allow: .everyone) { _ in "" }
        gate.get("/top/{x}", as: "top", allow: .everyone) { _ in "" }
        gate.put("/link", allow: .everyone) { try make($0) }
        return gate
    }

    /// The link that a handler gets, or "error: " and the reason.
    private func link(
        _ name: RouteName,
        _ values: [String: String] = [:],
        below mount: String = "/"
    ) async throws -> String {
        let gate = gate { request in
            do throws(LinkError) {
                return try request.url(for: name, values)
            } catch {
                return "error: \(error)"
            }
        }
        let uri = mount == "/" ? "/link" : mount + "/link"
        return try await gate.response("PUT", uri, mount: Mount(mount)).text
    }

    @Test(
        "A link is the encoded path of its route below the mount",
        arguments: [
            ("home", [:], "/"), ("note", ["id": "7"], "/notes/7"), ("folder", ["id": "-7"], "/folders/-7/"),
            ("two", ["a": "x y", "b": "100%"], "/c%20d/x%20y/100%25"),
            ("two", ["a": "?#;", "b": "\u{E9}"], "/c%20d/%3F%23;/%C3%A9"),
            ("two", ["a": "%2F", "b": "..."], "/c%20d/%252F/..."), ("two", ["a": "a:b@c", "b": "+"], "/c%20d/a:b@c/+"),
            ("key", ["key": "a/b"], "/keys/a%2Fb"), ("key", ["key": "/"], "/keys/%2F"),
            ("file", ["rest": "a"], "/files/a"), ("file", ["rest": "a/b c/d"], "/files/a/b%20c/d"),
            ("file", ["rest": "a/\u{301}b"], "/files/a/%CC%81b"),
            ("archive", ["y": "2026", "u": uuid], "/by/2026/\(uuid)"),
            ("top", ["x": "app.fcgi"], "/top/app.fcgi"),
        ] as [(RouteName, [String: String], String)]
    )
    func linkIsEncodedPathBelowMount(name: RouteName, values: [String: String], path: String) async throws {
        #expect(try await link(name, values) == path)
        #expect(try await link(name, values, below: "/sub/app") == "/sub/app" + path)
        #expect(try await link(name, values, below: "/c%20%64") == "/c%20d" + path)
    }

    @Test(
        "Invalid, missing and superfluous values are errors that name the parameter",
        arguments: [
            ("nowhere", [:], "no route has the name nowhere"), ("Home", [:], "no route has the name Home"),
            ("note", [:], "missing value for {id}"), ("note", ["ID": "7"], "missing value for {id}"),
            ("note", ["id": "7", "page": "2"], "unknown parameter {page}"),
            ("home", ["x": ""], "unknown parameter {x}"),
            ("note", ["id": ""], "invalid value for {id}"), ("note", ["id": "x"], "invalid value for {id}"),
            ("note", ["id": "007"], "invalid value for {id}"),
            ("note", ["id": "9223372036854775808"], "invalid value for {id}"),
            ("note", ["id": "7/../8"], "invalid value for {id}"), ("note", ["id": "7?x"], "invalid value for {id}"),
            ("two", ["a": "x"], "missing value for {b}"), ("two", ["a": "", "b": "y"], "invalid value for {a}"),
            ("two", ["a": "x/y", "b": "y"], "invalid value for {a}"),
            ("two", ["a": ".", "b": "y"], "invalid value for {a}"),
            ("two", ["a": "x", "b": ".."], "invalid value for {b}"),
            ("two", ["a": "x\\y", "b": "y"], "invalid value for {a}"),
            ("two", ["a": "x\n", "b": "y"], "invalid value for {a}"),
            ("two", ["a": "\0", "b": "y"], "invalid value for {a}"),
            ("two", ["a": "\u{85}", "b": "y"], "invalid value for {a}"),
            ("key", ["key": ""], "invalid value for {key}"),
            ("key", ["key": "a/../b"], "invalid value for {key}"), ("key", ["key": "./a"], "invalid value for {key}"),
            ("file", [:], "missing value for {rest}"), ("file", ["rest": ""], "invalid value for {rest}"),
            ("file", ["rest": "/a"], "invalid value for {rest}"),
            ("file", ["rest": "a//b"], "invalid value for {rest}"),
            ("file", ["rest": "a/"], "invalid value for {rest}"),
            ("file", ["rest": "a/../b"], "invalid value for {rest}"),
            ("file", ["rest": "a/./b"], "invalid value for {rest}"),
            ("archive", ["y": "26", "u": uuid], "invalid value for {y}"),
            ("archive", ["y": "2026", "u": "7"], "invalid value for {u}"),
        ] as [(RouteName, [String: String], String)]
    )
    func invalidValuesAreNamed(name: RouteName, values: [String: String], reason: String) async throws {
        let text = try await link(name, values)
        #expect(text.hasPrefix("error: ") && text.contains(reason), "\(text)")
    }

    @Test(
        "A value without a name is the value of the only parameter",
        arguments: [
            ("note", "7", "/notes/7"), ("folder", "-7", "/folders/-7/"), ("key", "a/b c", "/keys/a%2Fb%20c"),
            ("file", "a/b c/d", "/files/a/b%20c/d"), ("top", "x", "/top/x"),
            ("nowhere", "7", "error: no route has the name nowhere"),
            ("note", "", "error: invalid value for {id}"), ("note", "x", "error: invalid value for {id}"),
            ("note", "7/../8", "error: invalid value for {id}"), ("folder", "x", "error: invalid value for {id}"),
            ("key", "a/../b", "error: invalid value for {key}"), ("file", "a//b", "error: invalid value for {rest}"),
            ("top", "..", "error: invalid value for {x}"),
            ("home", "7", "error: / has 0 parameters"), ("two", "7", "error: /c d/{a}/{b} has 2 parameters"),
        ] as [(RouteName, String, String)]
    )
    func singleValueNeedsNoName(name: RouteName, value: String, expected: String) async throws {
        for mount in ["/", "/sub/app"] {
            let gate = gate { request in
                do throws(LinkError) {
                    return try request.url(for: name, value)
                } catch {
                    return "error: \(error)"
                }
            }
            let text = try await gate.response("PUT", mount == "/" ? "/link" : mount + "/link", mount: Mount(mount))
                .text
            if expected.hasPrefix("error: ") {
                #expect(text.hasPrefix(expected), "\(text)")
            } else {
                #expect(text == (mount == "/" ? expected : mount + expected))
            }
        }
    }

    @Test("No link contains the program's name as its first segment", arguments: ["literal", "literal with a value"])
    func literalLinkNeverContainsProgramName(name: String) async throws {
        let views = ["SCRIPT_NAME": "/sub/app.fcgi", "SCRIPT_FILENAME": "/srv/sub/app.fcgi", "PATH_INFO": "/"]
        var gate = Gate()
        gate.get("/app.fcgi", as: "literal", allow: .everyone) { _ in "" }
        gate.get("/app.fcgi/{id}", as: "literal with a value", allow: .everyone) { _ in "" }
        gate.get("/", allow: .everyone) { request in
            if name == "literal" { return try request.url(for: "literal") }
            return try request.url(for: "literal with a value", "7")
        }
        #expect(try await gate.response("GET", "/sub/", with: views) == .failed)
    }

    @Test("No link contains the program's name as the value of its first segment")
    func linkNeverContainsProgramName() async throws {
        let views = ["SCRIPT_NAME": "/sub/app/app.fcgi", "SCRIPT_FILENAME": "/srv/sub/app/app.fcgi"]
        for value in ["x", "app.fcgi"] {
            var gate = Gate()
            gate.get("/{first}/{second}", as: "two", allow: .everyone) { request in
                try request.url(for: "two", ["first": value, "second": "app.fcgi2"])
            }
            for info in ["/", "/a/b", "/sub/app/a/b"] {
                let response = try await gate.response(
                    "GET", "/sub/app/a/b", with: views.merging(["PATH_INFO": info]) { $1 })
                #expect(response == (value == "x" ? ReceivedResponse("/sub/app/x/app.fcgi2".response()) : .failed))
            }
        }
    }

    // MARK: Redirects

    private func redirect(
        _ make: @escaping @Sendable (Request) throws -> Redirect, below mount: String = "/"
    ) async throws -> ReceivedResponse {
        var gate = Gate()
        gate.get("/notes/{id:int}", as: "note", allow: .everyone) { _ in "" }
        gate.put("/go", allow: .everyone) { try make($0) }
        return try await gate.response("PUT", (mount == "/" ? "" : mount) + "/go", mount: Mount(mount))
    }

    @Test(
        "A redirect to a path leads below the mount, in canonical form, with the requested status",
        arguments: [
            ("/", "/"), ("/a/b/", "/a/b/"), ("/a b", "/a%20b"), ("/a%20b", "/a%20b"),
            ("/\u{E9}?q=\u{E9}", "/%C3%A9?q=%C3%A9"),
            ("/a?b=%2F&c=//x", "/a?b=%2F&c=//x"), ("/a%2Fb", "/a%2Fb"), ("/a?", "/a?"), ("/a?x\r\ny", "/a?x%0D%0Ay"),
            ("/%2Fhost", "/%2Fhost"), ("/https://host", "/https://host"), ("/a//b", "/a//b"),
        ]
    )
    func redirectLeadsBelowMount(path: String, location: String) async throws {
        for mount in ["/", "/sub/app"] {
            let prefix = mount == "/" ? "" : mount
            for (kind, status) in [(Redirect.Kind.seeOther, 303), (.temporary, 307), (.permanent, 308)] {
                let response = try await redirect({ _ in Redirect(to: path, kind) }, below: mount)
                #expect(response.status == status)
                #expect(response.headers == ["Location: " + prefix + location, "Cache-Control: no-store"])
                #expect(response.body.isEmpty)
            }
        }
        #expect(try await redirect { _ in Redirect(to: path) }.status == 303)
    }

    @Test(
        "A redirect that could leave the gate is a 500",
        arguments: [
            "", "a", "//host", "//host/a", "///host", "/\\host", "\\\\host", "https://host/", "http://host/a",
            "https:/a",
            "javascript:alert(1)", "/../a", "/a/..", "/%2e%2e/a", "/a%2F..", "/a\n", "/\t/host", "/a\0", "/%", "/a#b",
            "?q", "#", " /a", "/%C0%AF", "/%5Chost", "/a\u{85}",
        ]
    )
    func unsafeRedirectIs500(path: String) async throws {
        for mount in ["/", "/sub/app"] {
            #expect(try await redirect({ _ in Redirect(to: path) }, below: mount) == .failed, "\(path)")
        }
    }

    @Test("A redirect by name uses the link of the route; without a link it is a 500")
    func redirectByNameFollowsLink() async throws {
        let response = try await redirect({ _ in Redirect(to: "note", ["id": "7"], .permanent) }, below: "/sub")
        #expect(response.status == 308)
        #expect(response.headers.first == "Location: /sub/notes/7")
        #expect(try await redirect { _ in Redirect(to: "note", ["id": "x"]) } == .failed)
        #expect(try await redirect { _ in Redirect(to: RouteName("none")) } == .failed)
    }

    @Test(
        "A redirect to another site sends a complete http or https URL unchanged",
        arguments: [
            "https://www.swift.org/", "http://host", "https://[::1]:8080/a?b#c", "https://host/%2F..//x", "https://h?q",
        ]
    )
    func redirectToSiteKeepsURL(url: String) async throws {
        let response = try await redirect { _ in Redirect(toSite: url) }
        #expect(response.status == 303)
        #expect(response.headers == ["Location: \(url)", "Cache-Control: no-store"])
    }

    @Test(
        "An invalid URL of another site is a 500",
        arguments: [
            "", "/", "//host", "host", "https:", "https:/", "https://", "https:///host", "https://?q", "https://#",
            "https://@h",
            "https://:80/", "https://\\host", "https:\\\\host", "HTTPS://host", "ftp://host/",
            "javascript:alert(1)//https://h",
            "data:text/html,x", " https://host", "https://host/a b", "https://host/\n",
            "https://host\r\nSet-Cookie: a=b",
            "https://host/\u{E9}", "https://host/\0", "https://host/\u{7F}", "https://host/a\\b", "mailto:a@b",
        ]
    )
    func invalidSiteURLIs500(url: String) async throws {
        #expect(try await redirect { _ in Redirect(toSite: url) } == .failed)
    }
}

extension String {
    /// The response that is made from a handler's text.
    fileprivate func response() -> Response {
        Response(
            status: .ok,
            headers: [.contentType: Response.plainText],
            body: .text(self)
        )
    }
}
