import Gatehouse

// The code of docs/forms.md, compiled. `DocumentCodeTests` compares it with the document, and describes the marks.

// BEGIN 0
struct NoticeFields: FormFields {
    enum Kind: String, CaseIterable { case offer, search }

    let title = FormField.text("title", label: "Title", length: 1...80)
    let text = FormField.text("text", label: "Text", length: 1...5000, lines: 10)
    let until = FormField.date("until", label: "Until").hint("The notice disappears after this day.").optional()
    let kind = FormField.choice("kind", label: "Kind", of: Kind.allCases) {
        $0 == .offer ? "I offer" : "I am looking for"
    }
    let isPinned = FormField.checkbox("pinned", label: "Keep at the top")
    let picture = FormField.file(
        "picture", label: "Picture", maximumBytes: 2_000_000, accepting: [.png, .jpeg]
    ).optional()
}
// END

// BEGIN 3
extension NoticeFields {
    func check(_ values: FormValues<Self>, _ form: inout FilledForm<Self>) {
        if values.isPinned, values.until == nil { form.reject(\.until, "A notice at the top needs a last day.") }
    }
}
// END

// BEGIN 1
func editor(_ form: FilledForm<NoticeFields>, _ request: Request) throws -> Response {
    try form.page(for: request) { form in Page("New notice", form.html(button: "Publish")) }
}
// END

/// The rest of a program around the fragments.
enum FormsDocumentCode {
    struct Member {
        let id: String
    }

    struct Notice {
        let title: String
        let until: CivilDate?
    }

    actor Board {
        func add(_ title: String, _ text: String, until: CivilDate?, by member: Member) throws {}
    }

    struct Tokens {
        func bound(to id: String) -> BoundTokens { BoundTokens() }
    }

    struct BoundTokens: FormTokenSource {
        let fieldName = "token"

        func token(for request: Request) -> (text: String, cookie: Cookie?) { ("", nil) }
        func isValid(_ token: String?, for request: Request) -> Bool { false }
    }

    struct SearchFields: FormFields {
        let words = FormField.text("words", label: "Words", length: 1...80)
    }

    static func declare() throws -> Form<NoticeFields> {
        // BEGIN 0
        let notices = try Form(NoticeFields())
        // END
        return notices
    }

    static func show(_ gate: inout Gate, _ notices: Form<NoticeFields>, _ member: Access<Member>, _ board: Board) {
        // BEGIN 1
        gate.get("/new", allow: member) { request, _ in try editor(notices.blank, request) }
        gate.post("/new", allow: member) { request, member in
            switch try await notices.submitted(by: request) {
            case .invalid(let form): return try editor(form, request)
            case .valid(let values):
                try await board.add(values.title, values.text, until: values.until, by: member)
                return Redirect(to: "/")
            }
        }
        // END
    }

    static func edit(_ notice: Notice, _ notices: Form<NoticeFields>, _ request: Request) throws -> Response {
        // BEGIN 2
        var form = notices.blank
        form.set(\.title, to: notice.title)
        form.set(\.until, to: notice.until)
        return try editor(form, request)
        // END
    }

    static func layOut(_ form: FilledForm<NoticeFields>, _ request: Request) throws -> Response {
        // BEGIN 4
        try form.page(for: request) { form in
            Page(
                "New notice",
                form.html(
                    """
                    \(form.title)\(form.text)
                    <div class="row">\(form.kind)\(form.until)</div>
                    \(form.isPinned)\(form.picture)
                    <button>Publish</button>
                    """))
        }
        // END
    }

    static func translate(_ gate: inout Gate) {
        // BEGIN 5
        var german = Texts("de")
        german.forms.missing = "Bitte ausfüllen."
        german.forms.tooLong = { "Höchstens \($0) Zeichen." }
        gate.languages([Texts("en"), german])
        // END
    }

    static func guarded(_ notices: Form<NoticeFields>, _ tokens: Tokens, _ member: Member) -> Form<NoticeFields> {
        // BEGIN 6
        let form = notices.guarded(by: tokens.bound(to: member.id))
        // END
        return form
    }

    static func results(for words: String) async throws -> Page { Page(words) }

    static func search(_ gate: inout Gate, _ searches: Form<SearchFields>) {
        // BEGIN 7
        gate.get("/search", allow: .everyone) { request in
            switch try searches.submitted(inQueryOf: request) {
            case .invalid(let form): return try form.page(for: request) { Page("Search", $0.search(button: "Search")) }
            case .valid(let values): return try await results(for: values.words)
            }
        }
        // END
    }
}
