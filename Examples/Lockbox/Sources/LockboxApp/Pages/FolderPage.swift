import Gatehouse

/// What is in a folder, with everything that can be done with it.
struct FolderPage {
    let access: ItemAccess
    let items: [Item]
    let sorting: Sorting<ItemColumn>
    let pages: Pagination
    let targets: [(id: String, path: String)]
    /// The bytes that still fit, for the owner.
    let room: Int?
    let fileLimit: Int
    /// The move to the bin that the person has just made, and can take back.
    let binning: String?
    let token, message: HTML

    private var canWrite: Bool { access.right >= .write }

    func body(_ request: Request) throws -> HTML {
        let folder = access.item
        let details: HTML =
            folder.isTop
            ? "" : "<a class=\"button\" href=\"\(url: try request.url(for: .item, folder.id))\">Details and sharing</a>"
        return """
            \(try Breadcrumbs.html(access.path, to: .folder, request))
            <div class="heading"><h1>\(folder.name)</h1>\(details)</div>
            \(try said(request))
            <div class="tools">\(canWrite ? try tools(request) : "" as HTML)
            \(try Self.search(request))</div>
            \(items.isEmpty ? "<p class=\"empty\">This folder is empty.</p>" as HTML : try list(request))
            \(pages.navigation())
            \(room.map { "<p class=\"hint\">\(ByteCount($0)) are free.</p>" as HTML })
            """
    }

    /// The message, with the button that takes the change back.
    private func said(_ request: Request) throws -> HTML {
        guard let binning else { return message }
        let undo = try request.url(for: .undo, ["item": access.item.id, "binning": binning])
        return """
            <div class="said">\(message)\
            <form method="post" action="\(url: undo)">\(token)<button>Undo</button></form></div>
            """
    }

    private func tools(_ request: Request) throws -> HTML {
        let id = access.item.id
        return """
            \(try UploadForm.html(
                action: request.url(for: .upload, id), pieces: request.url(for: .folder, id) + "/uploads",
                limit: fileLimit, token, fields: ""))
            <form class="row" method="post" action="\(url: try request.url(for: .newFolder, id))">\(token)
            <label>New folder <input name="name" required maxlength="200" autocomplete="off"></label>
            <button>Create</button></form>
            """
    }

    static func search(_ request: Request, _ words: String = "") throws -> HTML {
        """
        <form class="row" role="search" action="\(url: try request.url(for: .search))">
        <label>Search <input type="search" name="q" value="\(words)"></label> <button>Search</button></form>
        """
    }

    private func list(_ request: Request) throws -> HTML {
        let id = access.item.id
        let archive = try request.url(for: .archive, id)
        let action = canWrite ? try request.url(for: .selection, id) : archive
        let options = targets.map { "<option value=\"\($0.id)\">\($0.path)</option>" as HTML }
        let changes: HTML = """
            <button name="action" value="bin">Move to the bin</button>
            <label>Folder <select name="target">\(options)</select></label>
            <button name="action" value="move">Move</button>
            """
        return """
            <form method="post" action="\(url: action)">\(token)
            <table class="files folder"><thead><tr><th scope="col"><span class="unseen">Choose</span></th>\
            \(sorting.heading("Name", .name))\(sorting.heading("Size", .size))\(sorting.heading("Modified", .modified))\
            </tr></thead>
            <tbody>
            \(try items.map { try row($0, request) })</tbody></table>
            <div class="actions" role="group" aria-label="With the chosen">
            <button formaction="\(url: archive)">Download as ZIP</button>
            \(canWrite ? changes : "" as HTML)</div>
            </form>
            """
    }

    private func row(_ item: Item, _ request: Request) throws -> HTML {
        let url = try request.url(for: item.isFolder ? .folder : .item, item.id)
        let sender: HTML? = item.sender.map { " <span class=\"hint\">from \($0)</span>" }
        return """
            <tr><td><input type="checkbox" name="id" value="\(item.id)" aria-label="Choose \(item.name)"></td>\
            <td class="name">\(Icon.of(item)) <a href="\(url: url)">\(item.name)</a>\(sender)</td>\
            <td>\(item.isFolder ? "" : ByteCount(item.size).description)</td>\
            <td>\(Moment.html(item.modified))</td></tr>

            """
    }
}
