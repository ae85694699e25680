import Gatehouse

/// Lists of things from several folders.
enum SearchPage {
    static func body(_ words: String, _ found: [ItemAccess], _ request: Request) throws -> HTML {
        let rows = found.map { ($0, $0.path.dropLast().map(\.name).joined(separator: " / ")) }
        return """
            <h1>Search</h1>
            \(try FolderPage.search(request, words))
            \(words.isEmpty ? "" : "<p role=\"status\">\(found.count) found.</p>" as HTML)
            \(found.isEmpty ? "" : try table(rows, "Folder", request))
            """
    }

    static func body(shared: [(access: ItemAccess, owner: String)], _ request: Request) throws -> HTML {
        let rows = shared.map { ($0.access, $0.owner) }
        let nothing: HTML = "<p class=\"empty\">Nobody shares anything with you.</p>"
        return """
            <h1>Shared with me</h1>
            \(shared.isEmpty ? nothing : try table(rows, "Owner", request))
            """
    }

    private static func table(_ rows: [(ItemAccess, String)], _ heading: String, _ request: Request) throws -> HTML {
        let rows = try rows.map { access, text -> HTML in
            let item = access.item
            let url = try request.url(for: item.isFolder ? .folder : .item, item.id)
            return """
                <tr><td class="name">\(Icon.of(item)) <a href="\(url: url)">\(item.name)</a></td>\
                <td>\(text)</td><td>\(item.isFolder ? "" : ByteCount(item.size).description)</td></tr>

                """
        }
        return """
            <table class="files"><thead><tr><th scope="col">Name</th><th scope="col">\(heading)</th>\
            <th scope="col">Size</th></tr></thead>
            <tbody>
            \(rows)</tbody></table>
            """
    }
}
