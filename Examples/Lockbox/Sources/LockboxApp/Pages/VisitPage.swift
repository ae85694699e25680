import Gatehouse

/// What people without an account see of a link.
enum VisitPage {
    static func locked(_ visit: LinkVisit, problem: String?, _ token: HTML, _ request: Request) throws -> HTML {
        let action = try request.url(for: .unlock, visit.link.key)
        return """
            <div class="narrow"><h1>Password</h1>
            \(problem.map { "<p class=\"errors\" role=\"alert\">\($0)</p>" as HTML })
            <p>Enter the password that you got with the link.</p>
            <form method="post" action="\(url: action)">\(token)
            <label>Password <input type="password" name="password" required autocomplete="off"></label>
            <button class="primary">Continue</button></form></div>
            """
    }

    static func sending(_ visit: LinkVisit, _ message: HTML, _ token: HTML, _ request: Request) throws -> HTML {
        let key = visit.link.key
        let left = max(0, visit.link.uploadLimit - visit.link.uploaded)
        return """
            <div class="narrow"><h1>Send files</h1>
            \(message)<p>What you send arrives in a private folder. You cannot see or delete it afterwards. \
            There is room for \(ByteCount(left)).</p>
            \(UploadForm.html(
                action: try request.url(for: .send, key), pieces: try request.url(for: .visit, key) + "/uploads",
                limit: left, token,
                fields: "<label>Your name <input name=\"sender\" required maxlength=\"80\" autocomplete=\"name\"></label>"))
            </div>
            """
    }

    static func items(
        _ linked: LinkedItem, _ items: [Item], preview: PreviewKind?, _ message: HTML, _ token: HTML, _ request: Request
    ) throws -> HTML {
        let link = linked.visit.link
        let rows = try items.map { try row($0, link, token, request) }
        let archive: HTML = """
            <form method="post" \
            action="\(url: try request.url(for: .visitArchive, ["key": link.key, "item": linked.item.id]))">\(token)
            <button>Download all as ZIP</button></form>
            """
        let frame: HTML? = try preview.map {
            PreviewFrame.html(
                $0, try request.url(for: .visitPreview, ["key": link.key, "item": linked.item.id]), linked.item.name)
        }
        let table: HTML = """
            <table class="files"><thead><tr><th scope="col">Name</th><th scope="col">Size</th>\
            <th scope="col"><span class="unseen">Download</span></th></tr></thead>
            <tbody>
            \(rows)</tbody></table>
            """
        return """
            \(try Breadcrumbs.html(linked.path, to: .visitFolder, with: ["key": link.key], request))
            <h1>\(linked.item.name)</h1>
            \(message)\(try limit(link))
            \(items.isEmpty ? "<p class=\"empty\">This folder is empty.</p>" : table)
            \(linked.item.isFolder && !items.isEmpty && !link.isUsedUp ? archive : "")
            \(frame)
            """
    }

    private static func limit(_ link: Link) throws -> HTML {
        guard let limit = link.downloadLimit else { return "" }
        if link.isUsedUp { return "<p class=\"errors\" role=\"alert\">This link has been used up. Ask its owner.</p>" }
        return "<p class=\"hint\">Downloads left: \(limit - link.downloads).</p>"
    }

    private static func row(_ item: Item, _ link: Link, _ token: HTML, _ request: Request) throws -> HTML {
        let values = ["key": link.key, "item": item.id]
        if item.isFolder {
            let url = try request.url(for: .visitFolder, values)
            return
                "<tr><td class=\"name\">\(Icon.folder) <a href=\"\(url: url)\">\(item.name)</a></td><td></td><td></td></tr>\n"
        }
        let download: HTML = """
            <form class="inline" method="post" action="\(url: try request.url(for: .visitDownload, values))">\(token)\
            <button class="primary" aria-label="Download \(item.name)">Download</button></form>
            """
        return """
            <tr><td class="name">\(Icon.of(item)) \(item.name)</td><td>\(ByteCount(item.size))</td>\
            <td>\(link.isUsedUp ? "" : download)</td></tr>

            """
    }
}
