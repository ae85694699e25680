import HTTPTypes
import Testing

@testable import GatehouseCore

@Suite("Pages of a list")
struct PaginationTests {
    /// The text that a closure makes from a request, or the status of its error.
    static func text(_ target: String, _ make: @escaping @Sendable (Request) throws -> String) async throws -> String {
        var gate = Gate()
        gate.get("/notes", allow: .everyone) { request in try make(request) }
        let response = try await gate.response("GET", target, mount: Mount("/app"))
        return response.status == 200 ? response.text : "\(response.status)"
    }

    @Test(
        "The query names the page",
        arguments: [
            ("", 95, 20, "1/5 0+20"), ("?page=1", 95, 20, "1/5 0+20"), ("?page=5", 95, 20, "5/5 80+15"),
            ("?page=6", 95, 20, "404"), ("?page=0", 95, 20, "404"), ("?page=-1", 95, 20, "404"), ("", 0, 20, "1/1 0+0"),
            ("?page=2", 0, 20, "404"), ("", 20, 20, "1/1 0+20"), ("", 21, 20, "1/2 0+20"),
            ("?page=2", 21, 20, "2/2 20+1"),
            ("?page=", 9, 2, "422"), ("?page=x", 9, 2, "422"), ("?page=1.5", 9, 2, "422"),
            ("?page=2&page=3", 9, 2, "400"),
            ("?page=%FF", 9, 2, "400"), ("?page=99999999999999999999", 9, 2, "422"),
            ("?page=9223372036854775807", 9, 2, "404"),
            ("?page=-9223372036854775808", 9, 2, "404"), ("", -5, 0, "1/1 0+0"),
            ("", .max, .max, "1/1 0+9223372036854775807"),
            ("?page=9223372036854775807", .max, 1, "9223372036854775807/9223372036854775807 9223372036854775806+1"),
            ("?page=2", .max, .max - 1, "2/2 9223372036854775806+1"), ("", .min, .min, "1/1 0+0"),
        ])
    func queryNamesPage(query: String, total: Int, perPage: Int, expected: String) async throws {
        let text = try await Self.text("/app/notes" + query) { request in
            let pages = try Pagination(request, of: total, perPage: perPage)
            #expect(pages.range == pages.offset..<(pages.offset + pages.limit))
            return "\(pages.page)/\(pages.pageCount) \(pages.offset)+\(pages.limit)"
        }
        #expect(text == expected)
    }

    /// The numbers of the navigation; "…" for a gap and brackets around the current page.
    private static func numbers(_ page: Int, of count: Int) async throws -> String {
        let html = try await text("/app/notes?page=\(page)") {
            try Pagination($0, of: count, perPage: 1).navigation().text
        }
        return html.split(separator: "<li>").compactMap { item in
            if item.hasPrefix("…") { return "…" }
            guard item.contains("aria-label=\"Page "),
                let number = item.split(separator: "\">").last?.split(separator: "<").first
            else { return nil }
            return item.contains("aria-current=\"page\"") ? "[\(number)]" : "\(number)"
        }
        .joined(separator: " ")
    }

    @Test(
        "Only pages near the current one, the first and the last are shown",
        arguments: [
            (1, 1, ""), (1, 2, "[1] 2"), (2, 3, "1 [2] 3"), (1, 9, "[1] 2 3 … 9"), (4, 9, "1 2 3 [4] 5 6 … 9"),
            (5, 9, "1 2 3 4 [5] 6 7 8 9"), (5, 10, "1 2 3 4 [5] 6 7 … 10"), (6, 11, "1 … 4 5 [6] 7 8 … 11"),
            (6, 10, "1 … 4 5 [6] 7 8 9 10"), (9, 9, "1 … 7 8 [9]"), (50, 100, "1 … 48 49 [50] 51 52 … 100"),
            (Int.max, Int.max, "1 … 9223372036854775805 9223372036854775806 [9223372036854775807]"),
        ])
    func fewPagesAreShown(page: Int, count: Int, expected: String) async throws {
        #expect(try await Self.numbers(page, of: count) == expected)
    }

    @Test("The links keep the rest of the query, and every text is escaped")
    func linksKeepQuery() async throws {
        let html = try await Self.text("/app/notes?q=a%22%3Cb&p=2&x=<") { request in
            var texts = Pagination.Texts()
            texts.label = "<Seiten>"
            texts.previous = "Zurück & vor"
            texts.page = { "Seite \($0)\"" }
            return try Pagination(request, of: 3, perPage: 1, name: "p").navigation(texts).text
        }
        let query = "q=a%22%3Cb"
        #expect(
            html == """
                <nav class="pagination" aria-label="&lt;Seiten&gt;"><ul>\
                <li><a rel="prev" href="/app/notes?\(query)&amp;x=%3C">Zurück &amp; vor</a></li>\
                <li><a href="/app/notes?\(query)&amp;x=%3C" aria-label="Seite 1&quot;">1</a></li>\
                <li><a href="/app/notes?\(query)&amp;p=2&amp;x=%3C" aria-label="Seite 2&quot;" aria-current="page">2</a></li>\
                <li><a href="/app/notes?\(query)&amp;p=3&amp;x=%3C" aria-label="Seite 3&quot;">3</a></li>\
                <li><a rel="next" href="/app/notes?\(query)&amp;p=3&amp;x=%3C">Next</a></li></ul></nav>
                """)
    }

    @Test(
        "A cursor leads to the next page, and a client can send any",
        arguments: [
            (
                "",
                "nil <nav class=\"pagination\" aria-label=\"Pages\"><ul>"
                    + "<li><a rel=\"next\" href=\"/app/notes?after=7%20%26%22\">Next</a></li></ul></nav>"
            ),
            (
                "?q=1&after=%3Cb%3E",
                "<b> <nav class=\"pagination\" aria-label=\"Pages\"><ul>"
                    + "<li><a href=\"/app/notes?q=1\">First page</a></li>"
                    + "<li><a rel=\"next\" href=\"/app/notes?q=1&amp;after=7%20%26%22\">Next</a></li></ul></nav>"
            ),
            ("?after=1&after=2", "400"), ("?after=%FF", "400"),
        ])
    func cursorLeadsToNextPage(query: String, expected: String) async throws {
        let text = try await Self.text("/app/notes" + query) { request in
            let pages = try CursorPagination(request)
            return "\(pages.cursor ?? "nil") \(pages.navigation(next: "7 &\"").text)"
        }
        #expect(text == expected)
        let last = try await Self.text("/app/notes?after=") { try CursorPagination($0).navigation(next: nil).text }
        #expect(last.contains("First page") && !last.contains("next"))
        #expect(try await Self.text("/app/notes") { try CursorPagination($0).navigation(next: nil).text } == "")
    }
}
