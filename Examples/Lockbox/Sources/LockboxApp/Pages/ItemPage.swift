import Gatehouse

/// One file or folder: the preview, and what can be done with it.
struct ItemPage {
    let access: ItemAccess
    let preview: PreviewKind?
    let shares: [Share]
    let links: [Link]
    let targets: [(id: String, path: String)]
    let token, message: HTML
    let time: Timestamp

    func body(_ request: Request) throws -> HTML {
        let item = access.item
        let open: HTML =
            item.isFolder
            ? "<a class=\"button\" href=\"\(url: try request.url(for: .folder, item.id))\">Open the folder</a>"
            : "<a class=\"button primary\" href=\"\(url: try request.url(for: .download, item.id))\">Download</a>"
        let frame: HTML =
            item.isFolder
            ? "" : PreviewFrame.html(preview, try request.url(for: .preview, item.id), item.name)
        let size: HTML = item.isFolder ? "" : "\(ByteCount(item.size)), "
        let sender: HTML? = item.sender.map { ", from \($0)" }
        return """
            \(try Breadcrumbs.html(access.path, to: .folder, request))
            <div class="heading"><h1>\(item.name)</h1>\(open)</div>
            \(message)<p class="hint">\(size)modified \(Moment.html(item.modified))\(sender)</p>
            \(frame)
            \(access.right >= .write && !item.isTop ? try changes(request) : "" as HTML)
            \(access.right == .own && !item.isTop ? try sharing(request) : "" as HTML)
            """
    }

    private func changes(_ request: Request) throws -> HTML {
        let id = access.item.id
        let options = targets.filter { $0.id != access.item.parent && $0.id != id }
            .map { "<option value=\"\($0.id)\">\($0.path)</option>" as HTML }
        let move: HTML = """
            <form class="row" method="post" action="\(url: try request.url(for: .move, id))">\(token)
            <label>Folder <select name="target">\(options)</select></label> <button>Move</button></form>
            """
        return """
            <section><h2>Change</h2>
            <form class="row" method="post" action="\(url: try request.url(for: .rename, id))">\(token)
            <label>Name <input name="name" value="\(access.item.name)" required autocomplete="off"></label>
            <button>Rename</button></form>
            \(options.isEmpty ? "" : move)
            <form method="post" action="\(url: try request.url(for: .discard, id))">\(token)
            <button class="danger">Move to the bin</button></form>
            </section>
            """
    }

    private func sharing(_ request: Request) throws -> HTML {
        let id = access.item.id
        let people = try shares.map { share -> HTML in
            let end = try request.url(for: .endShare, ["item": id, "person": share.person])
            return """
                <li>\(share.name) \(share.canWrite ? "reads and writes" : "reads")
                <form class="inline" method="post" action="\(url: end)">\(token)\
                <button aria-label="End sharing with \(share.name)">End</button></form></li>
                """
        }
        let links = try links.map { link -> HTML in
            """
            <li><a href="\(url: try request.url(for: .link, link.id))">\(link.label)</a>, \
            \(link.expires > time ? "until" : "expired") \(Moment.html(link.expires))</li>
            """
        }
        return """
            <section><h2>People</h2>
            \(people.isEmpty ? "<p>Only you see it.</p>" as HTML : "<ul>\(people)</ul>")
            <p><a class="button" href="\(url: try request.url(for: .share, id))">Share with a person</a></p></section>
            <section><h2>Links</h2>
            \(links.isEmpty ? "<p>There is no link.</p>" as HTML : "<ul>\(links)</ul>")
            <p><a class="button" href="\(url: try request.url(for: .newLink, id))">New link</a></p></section>
            """
    }
}
