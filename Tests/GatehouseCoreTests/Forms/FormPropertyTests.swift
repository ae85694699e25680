import GatewayInterface
import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Properties of forms, with generated input")
struct FormPropertyTests {
    private static let pieces = [
        "<", ">", "&", "\"", "'", "&lt;", "</textarea>", "<script>", "\r\n", "\n", "\r", "\t", " ", "\u{A0}", "a", "é",
        "e\u{301}", "\u{1F375}", "\u{202E}", "\u{2028}", "%", "+", "=", ";", "--", "\\", "\u{7}", "0", "-",
        ".",
    ]

    private func text(_ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...12, using: &generator)).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }
            .joined()
    }

    /// Reads the content of an element as a browser does.
    private func shown(in html: String, from start: String, to end: String) -> String? {
        guard let first = html.firstRange(of: start), let last = html[first.upperBound...].firstRange(of: end) else {
            return nil
        }
        return String(html[first.upperBound..<last.lowerBound])
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }

    @Test("What a person typed is shown again, escaped, in both encodings")
    func roundTrip() async throws {
        let form = try Form(NoticeFields())
        var generator = SeededGenerator(seed: propertySeed)
        for round in 0..<400 {
            let (title, body) = (text(&generator), text(&generator))
            for encoding in FormEncoding.allCases {
                let fields = [("title", title), ("text", body), ("kind", "none")]
                let html = try #require(try await form.invalid(fields, as: encoding)).html
                let lines = { (text: String) in
                    // "\r\r\n" is two characters, and "\r" before the "\n" of another line end would be one.
                    text.replacing("\r\n", with: "\u{1}").replacing("\r", with: "\n").replacing("\u{1}", with: "\n")
                }
                let isSame = { (left: String?, right: String) in left.map { $0.utf8.elementsEqual(right.utf8) } == true
                }
                try #require(
                    isSame(shown(in: html, from: "maxlength=\"20\" value=\"", to: "\">"), lines(title)),
                    "seed \(propertySeed), round \(round): \(title.debugDescription)")
                try #require(
                    isSame(shown(in: html, from: "rows=\"10\" maxlength=\"100\">\n", to: "</textarea>"), lines(body)),
                    "seed \(propertySeed), round \(round): \(body.debugDescription)")
            }
        }
    }

    @Test("A value of the program is read back from what the form shows")
    func valuesRoundTrip() async throws {
        var generator = SeededGenerator(seed: propertySeed)
        for _ in 0..<300 {
            let seats = Int.random(in: .min ... .max, using: &generator)
            let whole = try Form(OneField(field: .integer("x", label: "X", in: .min ... .max)))
            #expect(try await whole.values([("x", whole.fields.field.write(seats)[0])])?.field == seats)
            let price = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
            let range = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
            let decimal = try Form(OneField(field: .decimal("x", label: "X", in: range)))
            let read = try await decimal.values([("x", decimal.fields.field.write(price)[0])])
            #expect(read?.field == (price.isFinite ? price : nil))
            let moment = Timestamp(secondsSince1970: .random(in: -62_167_219_200..<253_402_300_800, using: &generator))
            let date = try Form(OneField(field: .date("x", label: "X")))
            let day = CivilDate(moment)
            #expect(try await date.values([("x", date.fields.field.write(day)[0])])?.field == day)
        }
    }

    @Test("Any fields give a form or an error, and both encodings give the same one")
    func anyFieldsAreRead() async throws {
        let form = try Form(NoticeFields())
        var generator = SeededGenerator(seed: propertySeed)
        let names = form.entries.map(\.definition.name).filter { $0 != "picture" } + ["other", "Title", "title2"]
        var valid = 0
        for round in 0..<600 {
            let good = [
                ("title", "Tea"), ("kind", "offer"), ("seats", "3"), ("until", "2026-02-01"), ("tags", "a"),
                ("room", "1"),
            ].filter { _ in Int.random(in: 0...9, using: &generator) > 0 }
            let bad = (0..<Int.random(in: 0...2, using: &generator)).map { _ in
                (names.randomElement(using: &generator) ?? "", text(&generator))
            }
            let fields = (good + bad).shuffled(using: &generator)
            let plain = try await form.submitted(fields)
            let multipart = try await form.submitted(fields, as: .multipart)
            switch (plain, multipart) {
            case (.valid(let left), .valid(let right)):
                valid += 1
                try #require(left.title == right.title && left.text == right.text && left.tags == right.tags)
            case (.invalid(let left), .invalid(let right)):
                try #require(left.messages == right.messages && left.formErrors == right.formErrors)
                try #require(left.html == right.html)
                try #require(!left.html.contains("<script") && left.hasErrors)
            default: Issue.record("seed \(propertySeed), round \(round): \(fields)")
            }
        }
        #expect((100..<590).contains(valid))
    }
}
