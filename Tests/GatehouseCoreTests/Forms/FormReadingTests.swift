import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("A form reads what a client sent")
struct FormReadingTests {
    private let notices: Form<NoticeFields>
    private let least = [("title", "Tea"), ("kind", "offer")]

    init() throws {
        notices = try Form(NoticeFields())
    }

    @Test("Each field has its typed value", arguments: FormEncoding.allCases)
    func valuesAreTyped(encoding: FormEncoding) async throws {
        let valid = [
            ("title", " Tea\u{2003}"), ("text", "\r\none\r\ntwo\rthree\n "), ("mail", "a@b"), ("seats", "012"),
            ("price", "1.5e1"), ("until", "2028-02-29"), ("kind", "e<v>ent"), ("room", "2"), ("tags", "c"),
            ("tags", "a"),
            ("tags", "a"), ("pinned", "on"), ("version", "7 "), ("button", "save"),
        ]
        // A list has as many values as options.
        let values = try #require(try await notices.values(valid, as: encoding))
        #expect(values.title == "Tea")
        #expect(values.text == "one\ntwo\nthree")
        #expect(values.mail == "a@b")
        #expect(values.seats == 12)
        #expect(values.price == 15)
        #expect(values.until == CivilDate(year: 2028, month: 2, day: 29))
        #expect(values.kind == .event)
        #expect(values.room == 2)
        #expect(values.tags == ["a", "c"])
        #expect(values.isPinned)
        #expect(values.picture == nil)
        #expect(values.version == "7 ")
    }

    @Test("Fields that are missing or empty are nil, empty, false, or an error", arguments: FormEncoding.allCases)
    func missingFields(encoding: FormEncoding) async throws {
        let empty = ["text", "mail", "seats", "price", "until", "version"].map {
            ($0, encoding == .multipart ? " " : "")
        }
        for more in [[], empty] {
            let values = try #require(try await notices.values(least + more, as: encoding))
            #expect(values.text.isEmpty && values.tags.isEmpty && !values.isPinned)
            #expect(values.mail == nil && values.seats == nil && values.price == nil && values.until == nil)
            #expect(values.room == nil && values.version == nil && values.picture == nil)
        }
        let form = try #require(try await notices.invalid([("title", " \u{A0}\n"), ("kind", "")], as: encoding))
        #expect(form.messages == ["title": "Fill in this field.", "kind": "Choose one."])
        #expect(form.status == .unprocessableContent)
    }

    @Test(
        "A field that was sent twice is an error, and the first text is shown again", arguments: FormEncoding.allCases)
    func repeatedFieldIsError(encoding: FormEncoding) async throws {
        let form = try #require(
            try await notices.invalid(least + [("title", "Other"), ("pinned", "on"), ("pinned", "on")], as: encoding))
        #expect(form.messages == ["title": "Send this field once.", "pinned": "Send this field once."])
        #expect(form.html.contains("value=\"Tea\""))
        let many = try await notices.invalid(least + "abca".map { ("tags", "\($0)") }, as: encoding)
        #expect(many?.messages == ["tags": "Send this field once."])
    }

    @Test(
        "A value outside the rules of its field is an error",
        arguments: [
            ("title", "123456789012345678901", "Use at most 20 characters."),
            ("title", "two\nlines", "Remove the line breaks and control characters."),
            ("title", "bell\u{7}", "Remove the line breaks and control characters."),
            ("title", "c1\u{9B}", "Remove the line breaks and control characters."),
            ("title", "HELP", "Do not shout."),
            ("text", "esc\u{1B}[", "Remove the line breaks and control characters."),
            ("mail", "ada", "Enter a mail address, such as name@example.com."),
            ("mail", "a@b@c", "Enter a mail address, such as name@example.com."),
            ("mail", "a b@c", "Enter a mail address, such as name@example.com."),
            ("mail", "@c", "Enter a mail address, such as name@example.com."),
            ("seats", "0", "Enter a number from 1 to 12."), ("seats", "-1", "Enter a number from 1 to 12."),
            ("seats", "99999999999999999999", "Enter a number from 1 to 12."),
            ("seats", "-99999999999999999999", "Enter a number from 1 to 12."),
            ("seats", "+1", "Enter a whole number, in digits."), ("seats", "1.0", "Enter a whole number, in digits."),
            ("seats", "1e1", "Enter a whole number, in digits."),
            ("seats", "\u{FF11}", "Enter a whole number, in digits."),
            ("seats", "-", "Enter a whole number, in digits."), ("seats", "0x1", "Enter a whole number, in digits."),
            ("price", "1,5", "Enter a number, such as 1.5."), ("price", "inf", "Enter a number, such as 1.5."),
            ("price", "nan", "Enter a number, such as 1.5."), ("price", "0x1p3", "Enter a number, such as 1.5."),
            ("price", "1.", "Enter a number, such as 1.5."), ("price", "+1", "Enter a number, such as 1.5."),
            ("price", "1e", "Enter a number, such as 1.5."), ("price", "1e999", "Enter a number from 0.0 to 1000.0."),
            ("price", "-0.01", "Enter a number from 0.0 to 1000.0."),
            ("until", "2026-02-29", "Enter a date that exists, such as 2026-12-24."),
            ("until", "24.12.2026", "Enter a date that exists, such as 2026-12-24."),
            ("until", "2026-1-01", "Enter a date that exists, such as 2026-12-24."),
            ("kind", "Offer", "Choose one of the offered values."), ("room", "3", "Choose one of the offered values."),
            ("tags", "A", "Choose one of the offered values."), ("pinned", "1", "Choose one of the offered values."),
            ("version", "123456789012345678901", "Use at most 20 characters."),
        ])
    func invalidValueIsError(name: String, value: String, message: String) async throws {
        for encoding in FormEncoding.allCases {
            let fields = least.filter { $0.0 != name } + [(name, value)]
            let form = try #require(try await notices.invalid(fields, as: encoding))
            #expect(form.messages == [name: message])
        }
    }

    @Test("Characters are counted as Unicode scalars in form NFC, with LF as line end and without spaces at the ends")
    func charactersAreCounted() async throws {
        let decomposed = String(repeating: "e\u{301}", count: 20)
        let values = try #require(try await notices.values([("title", "  \(decomposed)  "), ("kind", "offer")]))
        #expect(values.title.unicodeScalars.count == 20)
        #expect(try await notices.invalid([("title", decomposed + "x"), ("kind", "offer")]) != nil)
        let lines = String(repeating: "a\r\n", count: 50)
        #expect(try await notices.values(least + [("text", lines + "x\r\n")]) == nil)
        #expect(try await notices.values(least + [("text", lines + "\r\n")])?.text.utf8.count == 99)
        let short = try Form(OneField(field: .text("t", label: "T", length: 3...3, keepsSpaces: true)))
        #expect(try await short.values([("t", " a ")])?.field == " a ")
        #expect(try await short.invalid([("t", "ab")])?.messages == ["t": "Use at least 3 characters."])
    }

    @Test("A text above the limit is kept only to a bound, at the end of a character", arguments: FormEncoding.allCases)
    func longTextIsCut(encoding: FormEncoding) async throws {
        for start in ["", "x", "xx", "xxx"] {
            let text = start + String(repeating: "\u{1F375}", count: 5000)
            let form = try #require(try await notices.invalid([("title", text), ("kind", "offer")], as: encoding))
            #expect(form.messages == ["title": "Use at most 20 characters."])
            #expect(form.inputs[0].text.utf8.count > 1090 && form.inputs[0].text.utf8.count <= 1104)
            #expect(text.hasPrefix(form.inputs[0].text))
        }
        let spaces = String(repeating: " ", count: 2000)
        #expect(try await notices.invalid([("title", "Tea" + spaces), ("kind", "offer")], as: encoding) != nil)
    }

    @Test("A text must be UTF-8 without a NUL, as everywhere")
    func textMustBeUTF8() async throws {
        for part in ["\u{0}", "e" + String(repeating: "\u{301}", count: 31)] {
            for encoding in FormEncoding.allCases {
                await #expect(throws: HTTPError.self) { try await notices.submitted([("title", part)], as: encoding) }
            }
        }
        for cut in [10, 2000] {
            let body = Multipart.part("title", [0xFF] + Array(repeating: 0x41, count: cut)) + Multipart.end
            let error = await #expect(throws: HTTPError.self) {
                try await notices.submitted(files: body, as: .multipart)
            }
            #expect(error?.status == .badRequest)
        }
    }

    @Test("Unknown fields are ignored, or refused if the form says so", arguments: FormEncoding.allCases)
    func unknownFields(encoding: FormEncoding) async throws {
        #expect(try await notices.values(least + [("x", "1"), ("\u{212A}ind", "offer")], as: encoding) != nil)
        var strict = notices
        strict.refusesUnknownFields = true
        let error = await #expect(throws: HTTPError.self) {
            try await strict.submitted(least + [("x", "1")], as: encoding)
        }
        #expect(error?.status == .badRequest && error?.field == "x")
        #expect(try await strict.values(least + [("_charset_", "utf-8")], as: encoding) != nil)
        let other = await #expect(throws: HTTPError.self) {
            try await notices.submitted(least + [("_charset_", "latin1")], as: encoding)
        }
        #expect(other?.status == .unsupportedMediaType)
    }

    @Test("The check of the whole form and that of the handler return the form with their errors")
    func wholeFormIsChecked() async throws {
        let form = try #require(try await notices.invalid([("title", "Tea"), ("kind", "e<v>ent"), ("text", "Tea")]))
        #expect(form.messages == ["until": "An event needs a date."])
        #expect(form.formErrors == ["Title and text are the same."])
        #expect(form.status == .unprocessableContent)
        let values = try #require(try await notices.values(least))
        let again = values.rejecting(\.title, "There is one.")
        #expect(again.messages == ["title": "There is one."] && again.status == .unprocessableContent)
        #expect(again.html.contains("value=\"Tea\""))
    }

    @Test("Far too many fields and bodies of other types are refused")
    func hostileBodies() async throws {
        let many = await #expect(throws: HTTPError.self) {
            _ = try await notices.submitted(Array(repeating: ("title", ""), count: 200))
        }
        #expect(many?.status == .badRequest)
        let json = await #expect(throws: HTTPError.self) {
            _ = try await notices.submitted(
                by: try request(.post, with: ["CONTENT_TYPE": "application/json"], body: RequestBody([0x7B])))
        }
        #expect(json?.status == .unsupportedMediaType)
    }

    @Test("A search is read from the query")
    func queryIsRead() throws {
        guard case .valid(let values) = try notices.submitted(inQueryOf: request(.get, "/x?title=A+%26+B&kind=search"))
        else {
            Issue.record("invalid")
            return
        }
        #expect(values.title == "A & B" && values.kind == .search)
        guard case .invalid(let form) = try notices.submitted(inQueryOf: request()) else {
            Issue.record("valid")
            return
        }
        #expect(form.messages.keys.sorted() == ["kind", "title"])
    }

    @Test(
        "A web address begins with its scheme and a host",
        arguments: [
            ("https://a.example/x?y", true), ("HTTP://a", true), ("javascript:alert(1)", false), ("https://", false),
            ("https:///a", false), ("ftp://a", false), ("https://a b", false), ("https://@a", false),
        ])
    func webAddress(text: String, isValid: Bool) async throws {
        let form = try Form(OneField(field: .text("u", label: "U", length: 1...100, kind: .url)))
        let values = try await form.values([("u", text)])
        #expect((values != nil) == isValid)
    }

    @Test("The declaration of a form is checked")
    func declarationIsChecked() throws {
        struct Wrong: FormFields {
            let first = FormField.text("a", label: "A", length: 0...Int.max)
            let second = FormField.checkbox("a", label: "A")
            let third = FormField.hidden("a b", maximumBytes: 0)
            let file = FormField.file("", label: "F", maximumBytes: 2_000_000_000)
        }
        struct None: FormFields {}
        let error = try #require(throws: FormError.self) { try Form(Wrong()) }
        #expect(
            error.problems == [
                "field \"a\": use a largest length from 1 to 1,000,000 characters",
                "two fields have the name \"a\"; use different names",
                "field \"a b\": invalid name; use a letter and up to 63 ASCII letters, digits, \"-\", \"_\" and \".\" after it",
                "field \"\": invalid name; use a letter and up to 63 ASCII letters, digits, \"-\", \"_\" and \".\" after it",
            ])
        #expect(throws: FormError.self) { try Form(None()) }
        #expect(throws: FormError.self) { try Form(OneField(field: .hidden("h", maximumBytes: 0))) }
        #expect(throws: FormError.self) { try Form(OneField(field: .file("f", label: "F", maximumBytes: 0))) }
    }
}
