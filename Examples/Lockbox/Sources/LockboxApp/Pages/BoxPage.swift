import Gatehouse

/// The page of a box: its files, a form to upload more, and a search field.
struct BoxPage: ResponseConvertible {
    private let page: Page

    /// The number of files on a page.
    static let length = 200

    init(_ box: Box, _ query: ListQuery, _ request: Request) throws {
        let all = try box.entries()
        let found = all.filter { query.matches($0.name.label) }
        let number = query.page ?? 1
        guard number >= 1 else { throw HTTPError(.unprocessableContent, "Page numbers start at 1.", field: "page") }
        let first = min(number - 1, found.count / Self.length) * Self.length
        let shown = found[first..<min(first + Self.length, found.count)]
        let bytes = all.reduce(0) { $0 + $1.bytes }
        page = try Layout.page(
            "Lockbox",
            request,
            """
            <h1>The box of \(box.owner)</h1>
            \(try Self.uploadForm(box, request))
            <form id="search" method="get" action="\(url: try request.url(for: .box))">
            <label>Search <input id="find" type="search" name="find" value="\(query.find ?? "")"></label>
            </form>
            <p id="sum">\(all.count) of \(box.limits.files) files, \(ByteCount(bytes)) of \(ByteCount(box.limits.bytes))</p>
            <table>
            <thead><tr><th>Name</th><th>Size</th><th>Modified (UTC)</th><th></th></tr></thead>
            <tbody id="files">
            \(try shown.map { try Self.row($0, box, request) })</tbody>
            </table>
            \(try Self.pages(query, first / Self.length, found.count, request))
            """
        )
    }

    func response(to request: Request) throws -> Response {
        page.response(to: request)
    }

    private static func uploadForm(_ box: Box, _ request: Request) throws -> HTML {
        """
        <form id="upload" method="post" action="\(url: try request.url(for: .box))" enctype="multipart/form-data">
        <label>Files, at most \(ByteCount(box.limits.uploadBytes)) in total
        <input type="file" name="files" multiple required></label>
        <button>Upload</button>
        <progress id="progress" max="1" value="0" hidden></progress>
        <p id="message" role="alert"></p>
        </form>
        """
    }

    private static func row(_ entry: BoxEntry, _ box: Box, _ request: Request) throws -> HTML {
        let links = try FileLinks(box, entry.name, request)
        let name: HTML =
            entry.name.kind.display == .never
            ? "\(entry.name.label)" : "<a href=\"\(url: links.page)\">\(entry.name.label)</a>"
        return """
            <tr data-label="\(entry.name.label)"><td>\(name)</td>\
            <td>\(ByteCount(entry.bytes))</td>\
            <td>\(entry.modified.description.prefix(16).replacing("T", with: " "))</td>\
            <td><a href="\(url: links.download)">Download</a> \(links.deleteForm)</td></tr>

            """
    }

    private static func pages(_ query: ListQuery, _ current: Int, _ count: Int, _ request: Request) throws -> HTML {
        let last = max(count - 1, 0) / length
        guard last > 0 else { return "" }
        let box = try request.url(for: .box)
        let fields = { (number: Int) -> HTML in
            """
            <form method="get" action="\(url: box)">\
            <input type="hidden" name="find" value="\(query.find ?? "")">\
            <button name="page" value="\(number + 1)">\(number + 1)</button></form>
            """
        }
        return "<nav>Page \(current + 1) of \(last + 1) \((0...last).filter { $0 != current }.map(fields))</nav>"
    }
}

/// The query of the list.
struct ListQuery: Decodable {
    /// A part of the name to search for.
    var find: String?

    /// The number of the page, starting at 1.
    var page: Int?

    func matches(_ label: String) -> Bool {
        guard let find, !find.isEmpty else { return true }
        return label.lowercased().contains(find.lowercased())
    }
}
