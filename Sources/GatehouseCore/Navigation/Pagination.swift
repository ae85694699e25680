internal import HTTPTypes

/// One page of a list, and the links to the others: `?page=2`.
///
/// ```swift
/// let pages = try Pagination(request, of: try notes.count(), perPage: 20)
/// let shown = try notes.list(offset: pages.offset, limit: pages.limit)         // or all[pages.range]
/// return Page("Notes", "<ul>\(shown.map(row))</ul>\(pages.navigation())")
/// ```
///
/// For a list that is too long to count, use ``CursorPagination``.
public struct Pagination: Sendable {
    /// The number of this page, from 1 to ``pageCount``.
    public let page: Int

    /// The number of pages. An empty list has one page.
    public let pageCount: Int

    /// The places of the entries on this page within the list.
    public let range: Range<Int>

    /// The place of the first entry on this page: the number of entries before it.
    public var offset: Int { range.lowerBound }

    /// The number of entries on this page.
    public var limit: Int { range.count }

    private let request: Request
    private let name: String

    /// Reads the number of the page from the query of a request. A request without it shows the first page.
    ///
    /// - Parameters:
    ///   - request: the request. The links keep the rest of its query.
    ///   - total: the number of entries of the whole list; a negative number counts as 0.
    ///   - perPage: the number of entries on a page; a number below 1 counts as 1.
    ///   - name: the name of the query item.
    /// - Throws: ``HTTPError`` 404 for a page that does not exist, 422 for anything but a whole number, 400 for a
    ///   malformed query and for two numbers.
    public init(
        _ request: Request, of total: Int, perPage: Int, name: String = "page"
    ) throws(HTTPError) {
        let (total, perPage) = (max(total, 0), max(perPage, 1))
        let text = try request.query()[name]
        guard let page = text.map({ Int($0) }) ?? 1 else {
            throw HTTPError(.unprocessableContent, "The number of the page is not a whole number.", field: name)
        }
        pageCount = max(total - 1, 0) / perPage + 1
        guard (1...pageCount).contains(page) else {
            throw HTTPError(.notFound, "There is no page with this number.", field: name)
        }
        self.page = page
        let start = (page - 1) * perPage
        range = start..<(start + min(perPage, total - start))
        self.request = request
        self.name = name
    }

    /// The URL of a page: the URL of the request with another number. The first page has no number.
    public func url(of page: Int) -> String {
        request.url(settingQuery: name, to: page == 1 ? nil : String(page))
    }

    /// The texts of ``Pagination/navigation(_:)`` and ``CursorPagination/navigation(next:_:)``.
    public struct Texts: TextPart {
        /// The name of the navigation, for screen readers.
        public var label = "Pages"
        /// The link to the previous page.
        public var previous = "Previous"
        /// The link to the next page.
        public var next = "Next"
        /// The link to the first page of a list with cursors.
        public var first = "First page"
        /// The name of a numbered link, for screen readers.
        public var page: @Sendable (Int) -> String = { "Page \($0)" }

        /// The English texts.
        public init() {}
    }

    /// Links to the previous page, to the first, the last and the nearest pages, and to the next page, as a `<nav>` with a
    /// list. Empty if there is only one page.
    ///
    /// - Parameter texts: defaults to those of the request's language.
    public func navigation(_ texts: Texts? = nil) -> HTML {
        let texts = texts ?? request.texts.pagination
        guard pageCount > 1 else { return HTML() }
        var items: [HTML] = []
        if page > 1 { items.append("<li><a rel=\"prev\" href=\"\(url(of: page - 1))\">\(texts.previous)</a></li>") }
        var last = 0
        for number in shownPages {
            if number > last + 1 { items.append("<li>…</li>") }
            let state: HTML = number == page ? " aria-current=\"page\"" : ""
            items.append(
                "<li><a href=\"\(url(of: number))\" aria-label=\"\(texts.page(number))\"\(state)>\(number)</a></li>")
            last = number
        }
        if page < pageCount { items.append("<li><a rel=\"next\" href=\"\(url(of: page + 1))\">\(texts.next)</a></li>") }
        return "<nav class=\"pagination\" aria-label=\"\(texts.label)\"><ul>\(items)</ul></nav>"
    }

    /// The first and the last page, and up to two pages before and after this one. A gap of one page is filled.
    private var shownPages: [Int] {
        var near = max(1, page - 2)...min(pageCount, page + min(2, pageCount - page))
        if near.lowerBound <= 3 { near = 1...near.upperBound }
        if near.upperBound >= pageCount - 2 { near = near.lowerBound...pageCount }
        return (near.lowerBound > 1 ? [1] : []) + near + (near.upperBound < pageCount ? [pageCount] : [])
    }
}

/// One page of a list without page numbers. Each page has a link to the next, with a cursor that the application makes:
/// `?after=…`.
///
/// A cursor says where the next page begins, for example with the ID of the last entry. It works for lists of any length, and a
/// new entry moves nothing to another page.
///
/// ```swift
/// let pages = try CursorPagination(request)
/// guard let last = pages.cursor.map({ Int($0) }) ?? Int.max else { throw HTTPError(.notFound) }
/// let shown = try notes.list(before: last, limit: 20)
/// return Page("Notes", "<ul>\(shown.map(row))</ul>\(pages.navigation(next: shown.last.map { "\($0.id)" }))")
/// ```
public struct CursorPagination: Sendable {
    /// The cursor of the request; `nil` for the first page. A client can send any text, so check it like other input.
    public let cursor: String?

    private let request: Request
    private let name: String

    /// Reads the cursor from the query of a request.
    ///
    /// - Parameters:
    ///   - request: the request. The links keep the rest of its query.
    ///   - name: the name of the query item.
    /// - Throws: ``HTTPError`` 400 for a malformed query and for two cursors.
    public init(_ request: Request, name: String = "after") throws(HTTPError) {
        cursor = try request.query()[name]
        self.request = request
        self.name = name
    }

    /// The URL of the page with a cursor; `nil` is the first page.
    public func url(after cursor: String?) -> String {
        request.url(settingQuery: name, to: cursor)
    }

    /// Links to the first and to the next page, as a `<nav>` with a list. Empty if this page is the only one.
    ///
    /// - Parameters:
    ///   - next: the cursor of the next page; `nil` if this is the last one.
    ///   - texts: defaults to those of the request's language.
    public func navigation(next: String?, _ texts: Pagination.Texts? = nil) -> HTML {
        let texts = texts ?? request.texts.pagination
        var items: [HTML] = []
        if cursor != nil { items.append("<li><a href=\"\(url(after: nil))\">\(texts.first)</a></li>") }
        if let next { items.append("<li><a rel=\"next\" href=\"\(url(after: next))\">\(texts.next)</a></li>") }
        return items.isEmpty
            ? HTML() : "<nav class=\"pagination\" aria-label=\"\(texts.label)\"><ul>\(items)</ul></nav>"
    }
}

extension Texts {
    /// The texts of page navigation.
    public var pagination: Pagination.Texts {
        get { self[Pagination.Texts.self] }
        set { self[Pagination.Texts.self] = newValue }
    }
}
