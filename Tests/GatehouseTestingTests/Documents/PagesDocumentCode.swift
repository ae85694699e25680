import Gatehouse

// The code of docs/pages.md, compiled. `DocumentCodeTests` compares it with the document, and describes the marks.

/// The rest of a program around the fragments.
enum PagesDocumentCode {
    struct Notice {
        let title: String
        let link: String
        let tags: [String]
        let isNew: Bool
    }

    struct Log: Sendable {
        func lines() -> AsyncStream<String> { AsyncStream { $0.finish() } }
    }

    static func components() -> (Notice, HTML?) -> HTML {
        // BEGIN 0
        func card(_ notice: Notice, footer: HTML? = nil) -> HTML {
            """
            <article>
            <h2><a href="\(url: notice.link)">\(notice.title)</a></h2>
            \(notice.isNew ? "<em>new</em>" : "" as HTML)
            <ul>\(notice.tags.map { "<li>\($0)</li>" as HTML })</ul>
            \(footer)
            </article>
            """
        }
        // END
        return card
    }

    // BEGIN 1
    struct ClubPage: ResponseConvertible {
        let title: String
        let body: HTML

        func response(to request: Request) throws -> Response {
            Page(
                "\(title) · Tea Club",
                "<header><a href=\"\(url: try request.url(for: "home"))\">Tea Club</a></header><main>\(body)</main>",
                head: try Assets.embedded.stylesheet("style.css", for: request)
            ).response(to: request)
        }
    }
    // END

    static func layout(_ gate: inout Gate) {
        // BEGIN 1
        gate.get("/", as: "home", allow: .everyone) { _ in ClubPage(title: "Welcome", body: "<h1>Welcome</h1>") }
        gate.errorPage { failure in
            ClubPage(title: failure.title, body: "<h1>\(failure.title)</h1><p>\(failure.message ?? "")</p>")
        }
        // END
    }

    static func stream(_ gate: inout Gate, _ admin: Access<String>, _ log: Log) {
        // BEGIN 2
        gate.get("/log", allow: admin) { request, _ in
            HTMLStream { content in
                ClubPage(title: "Log", body: "<h1>Log</h1><ul>\(content)</ul>")
            } content: { page in
                for try await line in log.lines() { try page.write("<li>\(line)</li>\n") }
            }
        }
        // END
    }

    static func translate(_ gate: inout Gate) {
        // BEGIN 3
        var german = Texts("de")
        german.errors.title = { status in status == .notFound ? "Nicht gefunden" : "Fehler" }
        german.errors.message = { status, message in
            status == .contentTooLarge ? "Die Anfrage ist zu groß." : message
        }
        german.forms.missing = "Bitte ausfüllen."
        german.forms.tooLong = { "Höchstens \($0) Zeichen." }
        german.pagination.next = "Weiter"
        gate.languages([Texts("en"), german])
        // END
    }

    static func ownTexts(_ gate: inout Gate) {
        var german = Texts("de")
        // BEGIN 4
        struct BoardTexts: TextPart {
            var title = "Notices"
            var count: @Sendable (Int) -> String = { "\($0) notices" }
        }
        german[BoardTexts.self].title = "Aushänge"

        gate.get("/", allow: .everyone) { request in Page(request.texts[BoardTexts.self].title) }
        // END
    }

    static func choose(_ gate: inout Gate, _ german: Texts) {
        // BEGIN 5
        gate.languages([Texts("en"), german]) { request in request.cookie("language") }
        // END
    }
}

extension Assets {
    /// In the place of the value that the plugin EmbedAssets makes.
    fileprivate static let embedded = Assets(embedded: [])
}
