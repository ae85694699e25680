import Gatehouse

enum BinPage {
    static func body(
        _ items: [Item], days: Int, _ token: HTML, _ message: HTML, _ request: Request
    ) throws -> HTML {
        let rows = try items.map { item -> HTML in
            let restore = try request.url(for: .restore, item.id)
            let purge = try request.url(for: .purge, item.id)
            return """
                <tr><td class="name">\(Icon.of(item)) \(item.name)</td>\
                <td>\(item.binned.map(Moment.html))</td>\
                <td><form class="inline" method="post" action="\(url: restore)">\(token)\
                <button aria-label="Restore \(item.name)">Restore</button></form> \
                <form class="inline" method="post" action="\(url: purge)">\(token)\
                <button class="danger" aria-label="Delete \(item.name) for good">Delete</button></form></td></tr>

                """
        }
        let table: HTML = """
            <table class="files"><thead><tr><th scope="col">Name</th><th scope="col">Deleted</th>\
            <th scope="col"><span class="unseen">Actions</span></th></tr></thead>
            <tbody>
            \(rows)</tbody></table>
            <form method="post" action="\(url: try request.url(for: .emptyBin))">\(token)
            <button class="danger">Empty the bin</button></form>
            """
        return """
            <h1>Bin</h1>
            \(message)<p class="hint">What is here is deleted for good after \(days) days. It counts towards your quota.</p>
            \(items.isEmpty ? "<p class=\"empty\">The bin is empty.</p>" : table)
            """
    }
}
