import Testing

@testable import GatehouseCore

@Suite("The order of a table")
struct SortingTests {
    private enum Column: String {
        case title
        case date = "d&"
    }

    @Test(
        "The query names a declared column",
        arguments: [
            ("", "date descending"), ("?sort=title", "title ascending"), ("?sort=title&order=desc", "title descending"),
            ("?sort=d%26&order=asc", "date ascending"), ("?order=asc", "date ascending"), ("?sort=Title", "422"),
            ("?sort=", "422"), ("?sort=title;drop", "422"), ("?sort=title&order=DESC", "422"), ("?order=", "422"),
            ("?sort=title&sort=title", "400"), ("?order=asc&order=asc", "400"), ("?sort=%FF", "400"),
            ("?sort=title%CC%81", "422"),
        ])
    func queryNamesColumn(query: String, expected: String) async throws {
        let text = try await PaginationTests.text("/app/notes" + query) { request in
            let sorting = try Sorting<Column>(request, default: .date, .descending)
            return "\(sorting.column) \(sorting.order)"
        }
        #expect(text == expected)
    }

    @Test("A heading links to its column, reverses the order and goes back to the first page")
    func headingLinksToColumn() async throws {
        let heading: @Sendable (Request) throws -> String = { request in
            let sorting = try Sorting<Column>(request, default: .date, .descending)
            return sorting.heading("<Title>", .title).text + "\n" + sorting.heading("Date", .date).text
        }
        #expect(
            try await PaginationTests.text("/app/notes?q=%22&page=3&after=x", heading) == """
                <th scope="col"><a href="/app/notes?q=%22&amp;sort=title&amp;order=asc">&lt;Title&gt;</a></th>
                <th scope="col" aria-sort="descending">\
                <a href="/app/notes?q=%22&amp;sort=d%26&amp;order=asc">Date</a></th>
                """)
        #expect(
            try await PaginationTests.text("/app/notes?order=asc&sort=title&q=1", heading) == """
                <th scope="col" aria-sort="ascending">\
                <a href="/app/notes?order=desc&amp;sort=title&amp;q=1">&lt;Title&gt;</a></th>
                <th scope="col"><a href="/app/notes?order=asc&amp;sort=d%26&amp;q=1">Date</a></th>
                """)
    }
}
