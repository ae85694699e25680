import Foundation
import Hummingbird

/// What the query of a request says about the list.
struct ListRequest {
    enum Column: String { case title, created }
    static let perPage = 20

    let query: [(String, String)]
    let words: String
    let page: Int
    let column: Column
    let isDescending: Bool

    init(_ query: Parameters) throws {
        self.query = query.map { (String($0.key), String($0.value)) }
        words = query["q"].map { String($0) } ?? ""
        guard let page = query["page"].map({ Int($0) }) ?? 1, page > 0,
            let column = query["sort"].map({ Column(rawValue: String($0)) }) ?? .created
        else { throw HTTPError(.unprocessableContent) }
        self.page = page
        self.column = column
        isDescending = query["order"].map { $0 == "desc" } ?? (query["sort"] == nil)
    }

    /// The words for LIKE.
    var escapedWords: String {
        ["\\", "%", "_"].reduce(words) { $0.replacing($1, with: "\\" + $1) }
    }

    /// The URL of the list with other query items; `nil` removes one.
    func url(setting items: [(String, String?)]) -> String {
        var new = query.filter { item in !items.contains { $0.0 == item.0 } }
        for case (let name, let value?) in items {
            new.append((name, value))
        }
        guard !new.isEmpty else { return "/" }
        var components = URLComponents()
        components.queryItems = new.map { URLQueryItem(name: $0.0, value: $0.1) }
        return "/?" + (components.percentEncodedQuery ?? "")
    }
}

/// What the template shows.
struct ListView {
    struct Row {
        let url, title, kind, created: String
    }
    struct Heading {
        let url: String
        let state: String?
    }
    struct Link {
        let url: String
        let number: Int
        let isCurrent, isAfterGap: Bool
    }
    struct Pages {
        let previous, next: String?
        let links: [Link]
    }

    let style = environment["PEER_STYLE"]
    let integrity = environment["PEER_INTEGRITY"]
    let message: String?
    let words: String
    let total: Int
    let title, date: Heading
    let rows: [Row]
    let pages: Pages?

    init(_ list: ListRequest, total: Int, notices: [Notice], message: String?) throws {
        let pageCount = max(total - 1, 0) / ListRequest.perPage + 1
        guard list.page <= pageCount else { throw HTTPError(.notFound) }
        self.message = message
        words = list.words
        self.total = total
        title = Self.heading(.title, list)
        date = Self.heading(.created, list)
        rows = notices.map {
            Row(url: "/notices/\($0.id)", title: $0.title, kind: $0.kind, created: $0.created)
        }
        pages = pageCount > 1 ? Self.pages(list, pageCount) : nil
    }

    private static func heading(_ column: ListRequest.Column, _ list: ListRequest) -> Heading {
        let isSorted = column == list.column
        let order = isSorted && !list.isDescending ? "desc" : "asc"
        return Heading(
            url: list.url(setting: [("sort", column.rawValue), ("order", order), ("page", nil)]),
            state: isSorted ? (list.isDescending ? "descending" : "ascending") : nil)
    }

    private static func pages(_ list: ListRequest, _ count: Int) -> Pages {
        func url(_ page: Int) -> String { list.url(setting: [("page", page == 1 ? nil : "\(page)")]) }
        var near = max(1, list.page - 2)...min(count, list.page + 2)
        if near.lowerBound <= 3 { near = 1...near.upperBound }
        if near.upperBound >= count - 2 { near = near.lowerBound...count }
        let numbers = (near.lowerBound > 1 ? [1] : []) + near + (near.upperBound < count ? [count] : [])
        var links: [Link] = []
        for number in numbers {
            links.append(
                Link(
                    url: url(number), number: number, isCurrent: number == list.page,
                    isAfterGap: number > (links.last?.number ?? 0) + 1))
        }
        return Pages(
            previous: list.page > 1 ? url(list.page - 1) : nil, next: list.page < count ? url(list.page + 1) : nil,
            links: links)
    }
}

let templateText = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>Notices · Notice Board</title>
    <link rel="stylesheet" href="{{style}}" integrity="{{integrity}}">
    </head>
    <body>
    <header><a href="/">Notice Board</a>
    <nav aria-label="Board"><ul>\
    <li><a href="/new">New notice</a></li><li><a href="/account/password">Password</a></li>\
    <li><a href="/account/second-factor">Second factor</a></li><li><a href="/api/token">API</a></li>\
    <li><a href="/account/sessions">Sessions and sign-out</a></li></ul></nav></header>
    <main><h1>Notices</h1>
    {{#message}}<p class="flash" role="status">{{.}}</p>{{/message}}<form role="search" action="/search">\
    <label>Search <input type="search" name="q" value="{{words}}"></label>
    <button>Search</button></form>
    <p>{{total}} notices. <a href="/notices.csv">As a table</a></p>
    <table><thead><tr>\
    {{#title}}<th scope="col"{{#state}} aria-sort="{{.}}"{{/state}}><a href="{{url}}">Title</a></th>{{/title}}\
    <th scope="col">Kind</th>\
    {{#date}}<th scope="col"{{#state}} aria-sort="{{.}}"{{/state}}><a href="{{url}}">Date</a></th>{{/date}}\
    </tr></thead>
    <tbody>{{#rows}}<tr><td><a href="{{url}}">{{title}}</a></td><td>{{kind}}</td><td>{{created}}</td></tr>
    {{/rows}}</tbody></table>
    {{#pages}}<nav class="pagination" aria-label="Pages"><ul>\
    {{#previous}}<li><a rel="prev" href="{{.}}">Previous</a></li>{{/previous}}\
    {{#links}}{{#isAfterGap}}<li>…</li>{{/isAfterGap}}<li><a href="{{url}}" aria-label="Page {{number}}"\
    {{#isCurrent}} aria-current="page"{{/isCurrent}}>{{number}}</a></li>{{/links}}\
    {{#next}}<li><a rel="next" href="{{.}}">Next</a></li>{{/next}}</ul></nav>{{/pages}}</main>
    </body>
    </html>

    """
