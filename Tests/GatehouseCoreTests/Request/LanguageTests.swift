import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Languages")
struct LanguageTests {
    private static func gate(
        _ tags: [String], choose: (@Sendable (Request) -> String?)? = nil
    ) -> Gate {
        var gate = Gate()
        gate.get("/", allow: .everyone) { request in request.texts.language }
        gate.languages(tags.map { Texts($0) }, choose: choose)
        return gate
    }

    private static func language(
        _ tags: [String], _ accepted: String?, choose: (@Sendable (Request) -> String?)? = nil
    ) async throws -> String {
        let fields = accepted.map { ["HTTP_ACCEPT_LANGUAGE": $0] } ?? [:]
        return try await gate(tags, choose: choose).response("GET", "/", with: fields).text
    }

    @Test(
        "The client's preference decides among the languages of the program",
        arguments: [
            (nil, "en"), ("", "en"), ("de", "de"), ("DE", "de"), ("fr", "en"), ("de-AT", "de-AT"), ("de-at", "de-AT"),
            ("de-CH", "de"), ("de-CH-1901", "de"), ("pt", "pt-BR"), ("pt-PT", "en"), ("p", "en"), ("de-", "de"),
            ("fr, de;q=0.5, en;q=0.4", "de"), ("en;q=0.4, de;q=0.5", "de"), ("de;q=0.5, pt-BR;q=0.5", "de"),
            ("pt-BR;q=0.5, de;q=0.5", "pt-BR"), ("de;q=0", "en"), ("de;q=0, pt", "pt-BR"), ("*", "en"),
            ("fr, *;q=0.5, de;q=0.1", "en"), ("de;q=9", "en"), ("de;q=x", "en"), ("de;level=1", "en"), (",,de,", "de"),
            (" de ; q=0.1 ", "de"), ("\u{FF}", "en"), ("deutsch", "en"),
        ] as [(String?, String)])
    func preferenceDecides(accepted: String?, expected: String) async throws {
        #expect(try await Self.language(["en", "de", "de-AT", "pt-BR"], accepted) == expected)
    }

    @Test("A field of 32 KiB takes no more than linear time, and the best of its elements counts")
    func longField() async throws {
        let field = String(repeating: "fr-FR;q=0.9,", count: 2500) + "de;q=0.1"
        #expect(try await Self.language(["en", "de"], field) == "de")
    }

    @Test(
        "The program's choice overrides the preference, unless it is no language of the gate",
        arguments: [("de", "de"), ("DE", "de"), ("fr", "en"), (nil, "en"), ("", "en")] as [(String?, String)])
    func programChooses(choice: String?, expected: String) async throws {
        #expect(try await Self.language(["pt", "de", "en"], "en") { _ in choice } == expected)
    }

    @Test("Responses depend on the language only if there are several")
    func varyOnlyWithSeveral() async throws {
        for target in ["/", "/missing"] {
            #expect(
                try await Self.gate(["en", "de"]).response("GET", target).headers.contains("Vary: Accept-Language"))
            #expect(try await !Self.gate(["de"]).response("GET", target).headers.contains { $0.hasPrefix("Vary") })
        }
        #expect(try await Gate().response("GET", "/").headers.allSatisfy { !$0.hasPrefix("Vary") })
    }

    @Test("Each invalid list of languages is a configuration error")
    func invalidLanguages() {
        for (tags, part) in [
            ([], "no language"), (["en", "EN"], "two languages have the tag 'EN'"), ([""], "invalid language tag ''"),
            (["de AT"], "invalid language tag"), (["de_AT"], "invalid language tag"), (["de-"], "invalid language tag"),
            (["deutschland"], "invalid language tag"), (["d\u{E9}"], "invalid language tag"),
            (["en\" onload=\""], "invalid language tag"),
            ([String(repeating: "a-", count: 32) + "a"], "invalid language tag"),
        ] {
            #expect {
                try Self.gate(tags).routes()
            } throws: { error in
                "\(error)".contains(part) && "\(error)".contains("LanguageTests.swift")
            }
        }
    }

    @Test("An error page is in the language of the request, also if the program chooses it")
    func errorPages() async throws {
        var german = Texts("de")
        german.errors.title = { $0 == .notFound ? "Nicht gefunden" : "Fehler" }
        german.errors.message = { status, message in
            status == .conflict ? "Jemand war schneller: \(message ?? "")" : nil
        }
        german.errors.incident = { "Vorfall \($0)" }
        var gate = Gate()
        gate.languages([Texts("en"), german]) { $0.cookie("language") }
        gate.get("/conflict", allow: .everyone) { _ -> String in throw HTTPError(.conflict, "note") }
        gate.get("/gone", allow: .everyone) { _ -> String in throw HTTPError(.gone, "moved") }
        gate.get("/mishap", allow: .everyone) { _ -> String in throw Mishap() }
        let chosen = ["HTTP_COOKIE": "language=de", "REMOTE_ADDR": "192.0.2.1"]
        for (target, german, english) in [
            ("/missing", "404 Nicht gefunden\n", "404 Not Found\n"),
            ("/conflict", "409 Fehler\nJemand war schneller: note\n", "409 Conflict\nnote\n"),
            ("/gone", "410 Fehler\n", "410 Gone\nmoved\n"),
            ("/mishap", "500 Fehler\nVorfall TEST\n", "500 Internal Server Error\nIncident TEST\n"),
        ] {
            #expect(try await gate.response("GET", target, with: chosen).text == german)
            #expect(try await gate.response("GET", target).text == english)
        }
        let json = ["HTTP_COOKIE": "language=de", "HTTP_ACCEPT": "application/json"]
        #expect(
            try await gate.response("GET", "/conflict", with: json).text
                == "{\"status\": 409, \"error\": \"Conflict\", \"message\": \"Jemand war schneller: note\"}\n")
        gate.errorPage { failure in Page(failure.title, "<p>\(failure.message ?? "")</p>") }
        let page = try await gate.response("GET", "/conflict", with: chosen).text
        #expect(page.contains("<html lang=\"de\">") && page.contains("<title>Fehler</title>"))
    }

    @Test("A malformed request is refused in English, and the program's choice is not called for it")
    func malformedRequest() async throws {
        let gate = Self.gate(["de", "en"]) { _ in
            Issue.record("a malformed request has no language")
            return nil
        }
        #expect(try await gate.response("GET", "/%zz") == .badRequest)
    }

    private struct BoardTexts: TextPart {
        var title = "Notices"
    }

    @Test("Forms, navigation, pages and the program's own texts have the language of the request")
    func allTextsOfALanguage() async throws {
        var german = Texts("de")
        german.forms.missing = "Bitte ausfüllen."
        german.forms.summary = "Bitte ändern:"
        german.pagination.next = "Weiter"
        german[BoardTexts.self].title = "Aushänge"
        let form = try Form(OneField())
        var gate = Gate()
        gate.languages([Texts("en"), german])
        gate.get("/", allow: .everyone) { request in
            guard case .invalid(let filled) = try form.submitted(inQueryOf: request) else { return "valid" }
            var shown = ""
            _ = try filled.page(for: request) { view in
                shown = view.html(button: "OK").text
                return view.errors
            }
            let pages = try Pagination(request, of: 9, perPage: 5).navigation()
            let page = Page(request.texts[BoardTexts.self].title).response(to: request)
            return shown + pages.text + ReceivedResponse(page).text
        }
        let german2 = try await gate.response("GET", "/", with: ["HTTP_ACCEPT_LANGUAGE": "de"]).text
        for text in ["Bitte ausfüllen.", "Bitte ändern:", ">Weiter<", "lang=\"de\"", "<h1>Aushänge</h1>"] {
            #expect(german2.contains(text), "\(text)")
        }
        let english = try await gate.response("GET", "/").text
        for text in ["Fill in this field.", "Correct the following", ">Next<", "lang=\"en\"", "<h1>Notices</h1>"] {
            #expect(english.contains(text), "\(text)")
        }
    }

    @Test("A blank form, which was made without a request, has the language of the request that shows it")
    func blankForm() async throws {
        var german = Texts("de")
        german.forms.optionalMark = " (freiwillig)"
        let form = try Form(OneField())
        var own = FormTexts()
        own.optionalMark = " (own)"
        let fixed = try Form(OneField(), texts: own)
        var gate = Gate()
        gate.languages([Texts("en"), german])
        gate.get("/", allow: .everyone) { request in try form.blank.page(for: request) { $0.html(button: "OK") } }
        gate.get("/own", allow: .everyone) { request in try fixed.blank.page(for: request) { $0.html(button: "OK") } }
        let fields = ["HTTP_ACCEPT_LANGUAGE": "de"]
        #expect(try await gate.response("GET", "/", with: fields).text.contains("Note (freiwillig)"))
        #expect(try await gate.response("GET", "/").text.contains("Note (optional)"))
        #expect(try await gate.response("GET", "/own", with: fields).text.contains("Note (own)"))
    }

    private struct OneField: FormFields {
        let title = FormField.text("title", label: "Title", length: 1...80)
        let note = FormField.text("note", label: "Note", length: 1...80).optional()
    }
}
