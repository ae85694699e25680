import GatehouseTesting
import Testing

@testable import Gatehouse
@testable import GatehouseTesting

/// The browser of tests, against a gate with forms of every kind.
@Suite
struct BrowserTests {
    private static let form = """
        <!DOCTYPE html><title>New &amp; old</title><!-- <form> no form -->
        <script>document.write("<form action='/no'>")</script>
        <nav><a href="/">Home</a> <a href='page?n=1&amp;m=2'>Next <b>page</b></a> <a href="https://other.example/">Away</a></nav>
        <form method="get" action="/find"><label>Search <input name="q"></label><button>Find</button></form>
        <form method="POST" action="/echo?x=1" enctype="multipart/form-data" id="f">
        <input type=hidden name=token value="a&quot;b">
        <label for="t">Title</label><input id="t" name="title" value="old" disabled-not>
        <label for=b>Text</label><textarea id=b name=text>
        1 &lt; 2</textarea>
        <label><input type="checkbox" name="pinned" value="yes" checked> Keep</label>
        <label><input type="checkbox" name="mail"> Mail</label>
        <label>Kind <select name="kind"><option>Offer<option value="w" selected>Want</select></label>
        <label>Tags <select name="tags" multiple><option>a</option><option>b</option><option>c</option></select></label>
        <label><input type="radio" name="color" value="r" checked>Red</label>
        <label><input type="radio" name="color" value="g">Green</label>
        <label>Picture <input type="file" name="picture"></label>
        <input name="gone" disabled value="x">
        <button name="do" value="save">Save</button><button name="do" value="drop">Drop</button><button type="button">Nothing</button>
        </form>
        <label>Outside <input name="outside" form="f" value="o"></label>
        """

    private static func browser() throws -> Browser {
        var gate = Gate()
        gate.get("/form", allow: .everyone) { _ in HTML(trusted: form) }
        gate.get("/find", allow: .everyone) { request in "find \(request.target.query ?? "")\n" }
        gate.post("/echo", allow: .everyone) { request in
            var lines = ["query \(request.target.query ?? "")"]
            for try await part in try request.parts() {
                let bytes = try await part.collect(upTo: 1000)
                let file = part.fileName.map { " file \($0) \(part.contentType ?? "")" } ?? ""
                lines.append("\(part.name)=\(String(decoding: bytes, as: UTF8.self))\(file)")
            }
            return lines.joined(separator: "\n")
        }
        gate.get("/page", allow: .everyone) { request in "page \(request.target.query ?? "")\n" }
        gate.get("/set", allow: .everyone) { request in
            try Redirect(to: "/cookies").setting(Cookie("__Host-a", "1")).setting(Cookie("b", "2", path: "/sub"))
        }
        gate.get("/unset", allow: .everyone) { _ in
            try Redirect(to: "/cookies").setting(Cookie("__Host-a", "", lifetime: .zero))
        }
        for path in ["/cookies", "/sub/cookies", "/subway"] {
            gate.get(.init(stringLiteral: path), allow: .everyone) { request in
                "\(request.cookie("__Host-a") ?? "-") \(request.cookie("b") ?? "-")"
            }
        }
        gate.get("/loop", allow: .everyone) { _ in Redirect(to: "/loop") }
        gate.get("/away", allow: .everyone) { _ in Redirect(toSite: "https://other.example/") }
        gate.get("/sign-in", allow: .everyone) { _ in
            HTML(
                """
                <form method="post"><input name="n" autocomplete="username"><input name="p" type="password" \
                autocomplete="current-password"><button>In</button></form>
                """)
        }
        gate.post("/sign-in", allow: .everyone) { request in
            let form = try await request.form()
            guard try form["n"] == "ada", try form["p"] == "é b+&" else { throw HTTPError(.unprocessableContent, "no") }
            return Redirect(to: "/page?for=ada")
        }
        return Browser(try InMemoryClient(gate))
    }

    @Test("A form is filled in by labels, and keeps the values of the page")
    func formIsFilledIn() async throws {
        let browser = try Self.browser()
        let shown = try await browser.visit("/form")
        #expect(shown.title == "New & old")
        #expect(shown.text.hasPrefix("Home Next page Away Search Find"))
        let page = try await browser.submit(
            [
                "Title": "Tea \"for\" two", "Text": "a\nb", "Keep": false, "Mail": true, "Kind": "Offer",
                "Tags": ["a", "c"], "Green": true, "Picture": .file("t\"\n.png", "image/png", Array("PNG".utf8)),
            ], button: "Drop")
        let expected = [
            "query x=1", "token=a\"b", "title=Tea \"for\" two", "text=a\r\nb", "mail=on", "kind=Offer", "tags=a",
            "tags=c",
            "color=g", "picture=PNG file t__.png image/png", "outside=o", "do=drop",
        ]
        #expect(page.response.text == expected.joined(separator: "\n"))
    }

    @Test("Fields that are not named keep their values, and a form without values is sent as it is")
    func valuesArePreserved() async throws {
        let browser = try Self.browser()
        try await browser.visit("/form")
        let page = try await browser.submit(button: "Save")
        #expect(
            page.response.text == """
                query x=1
                token=a"b
                title=old
                text=1 < 2
                pinned=yes
                kind=w
                color=r
                picture= file  application/octet-stream
                outside=o
                do=save
                """)
    }

    @Test("The fields choose among several forms, and GET replaces the query")
    func queryFormIsSent() async throws {
        let browser = try Self.browser()
        try await browser.visit("/form")
        #expect(try await browser.submit(["Search": "tea & milk"]).response.text == "find q=tea+%26+milk\n")
        #expect(browser.page?.target == "/find?q=tea+%26+milk")
    }

    @Test("Links are followed by their text, relative to the page")
    func linksAreFollowed() async throws {
        let browser = try Self.browser()
        try await browser.visit("/form")
        #expect(try await browser.follow("Next page").response.text == "page n=1&m=2\n")
        try await browser.visit("/form")
        await #expect(throws: TestFailure.self) { try await browser.follow("Away") }
        await #expect(throws: TestFailure.self) { try await browser.follow("Missing") }
    }

    @Test(
        "What is not on the page is a failure that says what is there",
        arguments: [
            (["Nope": "x"], "Save", "Title, Text, Keep"), (["Kind": "Rent"], "Save", "Offer, Want"),
            ([:], "Delete", "Find, Save, Drop"), ([:], nil, "2 forms"), (["Keep": "x"], "Save", "checkbox"),
            (["gone": "x"], "Save", "no field"),
        ] as [(KeyValuePairs<String, FormInput>, String?, String)])
    func missingPartsAreNamed(values: KeyValuePairs<String, FormInput>, button: String?, message: String) async throws {
        let browser = try Self.browser()
        await #expect(throws: TestFailure.self) { try await browser.submit(values, button: button) }
        try await browser.visit("/form")
        let failure = await #expect(throws: TestFailure.self) { try await browser.submit(values, button: button) }
        #expect(failure?.description.contains(message) == true, "\(failure?.description ?? "")")
    }

    @Test("Cookies are kept, sent below their path only, and removed")
    func cookiesAreKept() async throws {
        let browser = try Self.browser()
        #expect(try await browser.visit("/cookies").response.text == "- -")
        let page = try await browser.visit("/set")
        #expect(page.response.text == "1 -")
        #expect(page.redirects.map(\.status.code) == [303])
        #expect(try await browser.visit("/sub/cookies").response.text == "1 2")
        #expect(try await browser.visit("/subway").response.text == "1 -")
        #expect(try await browser.visit("/unset").response.text == "- -")
        #expect(browser.cookies == ["b": "2"])
    }

    @Test("Redirects are bounded, and a redirect to another site is shown")
    func redirectsAreBounded() async throws {
        let browser = try Self.browser()
        await #expect(throws: TestFailure.self) { try await browser.visit("/loop") }
        #expect(try await browser.visit("/away").status == .seeOther)
    }

    @Test("A person signs in in one line; a refusal is a failure")
    func personSignsIn() async throws {
        let browser = try Self.browser()
        #expect(try await browser.signIn("ada", password: "é b+&").target == "/page?for=ada")
        await #expect(throws: TestFailure.self) { try await browser.signIn("ada", password: "wrong") }
        await #expect(throws: TestFailure.self) { try await browser.signIn("ada", password: "x", at: "/form") }
    }

    @Test(
        "References are resolved as RFC 3986 says",
        arguments: [
            ("", "/a/b?c"), ("#x", "/a/b?c"), ("?d", "/a/b?d"), ("d", "/a/d"), ("./d", "/a/d"), ("../d", "/d"),
            ("../../d", "/d"), (".", "/a/"), ("..", "/"), ("/d?e#f", "/d?e"), ("d?u=a:b/..", "/a/d?u=a:b/.."),
            ("//host/d", nil), ("https://host/d", nil), ("mailto:a@b", nil),
        ] as [(String, String?)])
    func referencesAreResolved(reference: String, target: String?) {
        #expect(Browser.resolve(reference, from: "/a/b?c") == target)
    }

    @Test("A page of any bytes is read")
    func anyPageIsRead() {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "<", ">", "</", "form", "<form>", "<input name=a>", "=", "\"", "'", "<!--", "-->", "<textarea>", "<select>",
            "<option>", "<label>", "&", "&#x1F600;", "&#xFFFFFFFF;", "&amp", ";", " ", "\0", "é", "<button>", "</form>",
        ]
        for _ in 0..<2000 {
            let text = (0..<Int.random(in: 0...12, using: &generator)).map { _ in pieces.randomElement() ?? "" }
                .joined()
            _ = PageReader(text).forms
        }
        // The option of a select that another one follows.
        let forms = PageReader("<form><select name=a><option>one<select name=b>two").forms
        #expect(forms.first?.controls.map(\.options.count) == [1, 0])
    }
}
