import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("A form shows its fields")
struct FormViewTests {
    private let notices: Form<NoticeFields>

    init() throws {
        notices = try Form(NoticeFields())
    }

    private func html<Value>(_ field: FormField<Value>, _ value: Value? = nil) throws -> String {
        var form = try Form(OneField(field: field)).blank
        if let value { form.set(\.field, to: value) }
        return FormView(form, token: nil).field.text
    }

    @Test("Each field has a label, its limits and its value")
    func fieldsHaveLabels() throws {
        #expect(
            try html(.text("t", label: "A & B", length: 1...9).hint("1 < 2"), "\"x\"") == """
                <div class="field">
                <label for="t">A &amp; B</label>
                <p class="hint" id="t:hint">1 &lt; 2</p>
                <input type="text" id="t" name="t" required aria-describedby="t:hint" maxlength="9" value="&quot;x&quot;">
                </div>

                """)
        #expect(
            try html(.text("t", label: "T", length: 0...9, lines: 3), "\n</textarea>") == """
                <div class="field">
                <label for="t">T (optional)</label>
                <textarea id="t" name="t" rows="3" maxlength="9">

                &lt;/textarea&gt;</textarea>
                </div>

                """)
        #expect(
            try html(FormField.integer("n", label: "N", in: -1...5).optional(), 4).contains(
                "<input type=\"number\" min=\"-1\" max=\"5\" step=\"1\" id=\"n\" name=\"n\" value=\"4\">"))
        #expect(
            try html(.decimal("n", label: "N", in: 0...5), 1e-7).contains(
                "<input type=\"number\" min=\"0.0\" max=\"5.0\" step=\"any\" id=\"n\" name=\"n\" required value=\"1e-07\">"
            ))
        let days = try #require(CivilDate("2026-01-01"))...(try #require(CivilDate("2026-12-31")))
        #expect(
            try html(.date("d", label: "D", in: days), days.upperBound).contains(
                "<input type=\"date\" min=\"2026-01-01\" max=\"2026-12-31\" id=\"d\" name=\"d\" required value=\"2026-12-31\">"
            ))
        #expect(
            try html(.checkbox("c", label: "C", mustBeChecked: true), true) == """
                <div class="field">
                <input type="checkbox" id="c" name="c" required value="on" checked>
                <label for="c">C</label>
                </div>

                """)
        #expect(
            try html(.file("f", label: "F", maximumBytes: 1, accepting: [.png, .text])).contains(
                "<input type=\"file\" id=\"f\" name=\"f\" required accept=\"image/png,text/plain,.txt,.csv,.md\">"))
        #expect(try html(.hidden("h"), "1") == "")
        #expect(
            try html(.text("p", label: "P", length: 1...9, kind: .password).autocomplete("new-password"), "secret")
                .contains(
                    "<input type=\"password\" id=\"p\" name=\"p\" required autocomplete=\"new-password\" maxlength=\"9\">"
                ))
    }

    @Test("Menus and lists show the offered values, and the chosen ones")
    func choicesAreShown() throws {
        let kind = FormField.choice("k", label: "K", of: NoticeFields.Kind.allCases) { "<\($0)>" }
        #expect(
            try html(kind, .event) == """
                <div class="field">
                <label for="k">K</label>
                <select id="k" name="k" required>
                <option value="">Choose…</option>
                <option value="offer">&lt;offer&gt;</option>
                <option value="search">&lt;search&gt;</option>
                <option value="e&lt;v&gt;ent" selected>&lt;event&gt;</option>
                </select>
                </div>

                """)
        #expect(
            try html(.choice("r", label: "R", of: [(1, "One"), (2, "Two")], style: .list), 2) == """
                <fieldset class="field" role="radiogroup">
                <legend>R</legend>
                <div><input type="radio" id="r" name="r" value="1" required>
                <label for="r">One</label></div>
                <div><input type="radio" id="r:1" name="r" value="2" required checked>
                <label for="r:1">Two</label></div>
                </fieldset>

                """)
        let tags: FormField<[String]> = .choices("t", label: "T", of: [("a", "A"), ("b", "B")], count: 1...2)
        #expect(try html(tags, ["b"]).contains("id=\"t:1\" name=\"t\" value=\"b\" checked>"))
        let boxes = try html(tags)
        #expect(!boxes.contains("required") && !boxes.contains("optional"))
        #expect(try html(.choice("r", label: "R", of: [("", "None")])).contains("<option value=\"\">None</option>"))
        let menu = try html(.choice("r", label: "R", of: [("", "None")]))
        #expect(!menu.contains("Choose"))
    }

    @Test("An error is beside its field and in the list at the top, which gets the focus")
    func errorsAreConnected() async throws {
        let form = try #require(
            try await notices.invalid([
                ("title", "<script>\n"), ("kind", "x"),
                ("version", "\u{1F375}\u{1F375}\u{1F375}\u{1F375}\u{1F375}\u{1F375}"),
            ]))
        let html = form.html
        #expect(
            html.hasPrefix(
                """
                <div class="errors" role="alert" tabindex="-1" autofocus>
                <p>Correct the following, and send the form again:</p>
                <ul>
                <li><a href="#kind">Kind: Choose one of the offered values.</a></li>
                <li>version: Use at most 20 characters.</li>
                </ul>
                </div>
                <form method="post" enctype="multipart/form-data">
                <input type="hidden" name="version" value="🍵🍵🍵🍵🍵">

                """))
        #expect(
            html.contains(
                """
                <p class="error" id="kind:error">Choose one of the offered values.</p>
                <select id="kind" name="kind" required aria-describedby="kind:error" aria-invalid="true">

                """))
        #expect(html.contains("value=\"&lt;script&gt;\n\"") && !html.contains("<script"))
        let list = try #require(try await notices.invalid([("room", "9"), ("tags", "9")])).html
        #expect(list.contains("role=\"radiogroup\" aria-describedby=\"room:error\" aria-invalid=\"true\">"))
        #expect(list.contains("<fieldset class=\"field\" aria-describedby=\"tags:error\">"))
    }

    @Test("A text that the browser's own element would hide is shown in a text field")
    func invalidTextIsVisible() async throws {
        let fields = [("seats", "ten"), ("price", "1,5"), ("until", "tomorrow"), ("title", "")]
        let html = try #require(try await notices.invalid(fields)).html
        #expect(html.contains("<input type=\"text\" inputmode=\"numeric\" id=\"seats\""))
        #expect(html.contains("value=\"ten\""))
        #expect(html.contains("<input type=\"text\" inputmode=\"decimal\" id=\"price\""))
        #expect(html.contains("value=\"1,5\""))
        #expect(html.contains("<input type=\"text\" id=\"until\""))
        #expect(html.contains("value=\"tomorrow\""))
        let kept = try #require(try await notices.invalid([("seats", " 7 "), ("until", "2026-02-01 ")])).html
        #expect(kept.contains("value=\"7\"") && kept.contains("type=\"date\"") && kept.contains("value=\"2026-02-01\""))
    }

    @Test("A program can lay out the fields itself, with several forms in a page")
    func ownLayout() throws {
        var form = notices
        form.idPrefix = "a-"
        let view = FormView(form.blank, token: "<token>")
        let html = view.html(action: "javascript:alert(1)", "\(view.title)<hr>\(view.parts(of: \.text).control)").text
        #expect(
            html == """
                <form method="post" enctype="multipart/form-data" action="about:invalid">
                <input type="hidden" name="version" value="">
                <token><div class="field">
                <label for="a-title">Title</label>
                <input type="text" id="a-title" name="title" required maxlength="20" value="">
                </div>
                <hr><textarea id="a-text" name="text" aria-describedby="a-text:hint" rows="10" maxlength="100">
                </textarea>
                </form>

                """)
        let search = try Form(OneField(field: .text("q", label: "Q", length: 0...9, kind: .search)))
        #expect(
            FormView(search.blank, token: "<token>").search(button: "Go").text == """
                <form>
                <div class="field">
                <label for="q">Q (optional)</label>
                <input type="search" id="q" name="q" maxlength="9" value="">
                </div>
                <p><button>Go</button></p>
                </form>

                """)
    }

    @Test("All texts can be replaced in one place")
    func textsCanBeReplaced() async throws {
        var german = FormTexts()
        german.missing = "Bitte ausfüllen."
        german.missingChoice = "Bitte wählen."
        german.summary = "Bitte ändern:"
        german.optionalMark = ""
        german.menuPrompt = "Wählen"
        let form = try #require(try await Form(NoticeFields(), texts: german).invalid())
        #expect(form.messages == ["title": "Bitte ausfüllen.", "kind": "Bitte wählen."])
        let html = form.html
        #expect(html.contains("Bitte ändern:") && html.contains("Wählen") && !html.contains("optional"))
    }

    @Test("A page has the status of the form, the token and its cookie, and is not stored")
    func pageHasStatusAndToken() async throws {
        let guarded = notices.guarded(by: FixedToken())
        var gate = Gate()
        gate.get("/", allow: .everyone) { request in
            try guarded.blank.page(for: request) { Page("New", $0.html(button: "Save")) }
        }
        gate.post("/", allow: .everyone) { request in
            switch try await guarded.submitted(by: request) {
            case .valid(let values): return values.title
            case .invalid(let form): return try form.page(for: request) { Page("Again", $0.html(button: "Save")) }
            }
        }
        let blank = try await gate.response()
        #expect(blank.status == 200)
        #expect(!blank.text.contains("action="))
        #expect(blank.text.contains("<input type=\"hidden\" name=\"token\" value=\"&lt;1&gt;\">"))
        #expect(blank.headers.contains("Set-Cookie: browser=1; Path=/; Secure; HttpOnly; SameSite=Lax"))
        #expect(blank.headers.contains("Cache-Control: no-store"))

        for encoding in FormEncoding.allCases {
            func send(_ fields: [(String, String)]) async throws -> ReceivedResponse {
                try await gate.response(
                    "POST", with: ["CONTENT_TYPE": encoding.type], body: RequestBody(encoding.body(fields)))
            }
            let fields = [("title", "Tea"), ("kind", "offer")]
            #expect(try await send(fields + [("token", "<1>")]).text == "Tea")
            for wrong in [[], [("token", "2")], [("token", "<1>"), ("token", "<1>")]] {
                let response = try await send(fields + wrong)
                #expect(response.status == 403)
                #expect(response.text.contains("value=\"Tea\""))
                #expect(response.text.contains("This page was open for too long. Send the form again."))
            }
            let again = try await send([("token", "<1>")])
            #expect(again.status == 422)
            // Otherwise, the next URL would keep the fragment of a link from an error to its field.
            #expect(again.text.contains("<form method=\"post\" enctype=\"multipart/form-data\" action=\"/\">"))
        }
    }

    @Test(
        "Sizes are shown in the units that people know",
        arguments: [
            (1, "1 bytes"), (999, "999 bytes"), (1000, "1 kB"), (1999, "1.9 kB"), (2_000_000, "2 MB"),
            (16_500_000, "16.5 MB"),
        ])
    func sizesAreReadable(bytes: Int, text: String) {
        #expect(FormTexts().size(bytes) == text)
    }
}

private struct FixedToken: FormTokenSource {
    let fieldName = "token"

    func token(for request: Request) -> (text: String, cookie: Cookie?) { ("<1>", Cookie("browser", "1")) }

    func isValid(_ token: String?, for request: Request) -> Bool { token == "<1>" }
}
