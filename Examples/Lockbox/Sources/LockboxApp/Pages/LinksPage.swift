import Gatehouse

/// Links as their owner sees them.
enum LinksPage {
    static func list(_ links: [(link: Link, name: String)], _ message: HTML, _ request: Request) throws -> HTML {
        let rows = try links.map { link, name -> HTML in
            """
            <tr><td class="name"><a href="\(url: try request.url(for: .link, link.id))">\(link.label)</a></td>\
            <td>\(name)</td><td>\(state(link, request.time))</td><td>\(count(link))</td></tr>

            """
        }
        let table: HTML = """
            <table class="files links"><thead><tr><th scope="col">Link</th><th scope="col">To</th>\
            <th scope="col">Works until</th><th scope="col">Used</th></tr></thead>
            <tbody>
            \(rows)</tbody></table>
            """
        return """
            <h1>Links</h1>
            \(message)
            \(links.isEmpty ? "<p class=\"empty\">You have no links. Make one on the page of a file or folder.</p>" : table)
            """
    }

    static func detail(
        _ own: OwnLink, url: String, uses: [LinkUse], extending: HTML, _ token: HTML, _ message: HTML,
        _ request: Request
    ) throws -> HTML {
        let link = own.link
        let rows = uses.map { use -> HTML in
            "<tr><td>\(Moment.html(use.time))</td><td>\(use.action)</td><td>\(use.client ?? "")</td></tr>\n"
        }
        let table: HTML = """
            <table class="files"><thead><tr><th scope="col">Time (UTC)</th><th scope="col">What</th>\
            <th scope="col">Address</th></tr></thead>
            <tbody>
            \(rows)</tbody></table>
            """
        let item = try request.url(for: .item, own.item.id)
        return """
            <h1>\(link.label)</h1>
            \(message)<p><label>Address <input class="wide" readonly value="\(url)" data-copy></label></p>
            <p>\(link.kind == .download ? "Downloads" : "Receives files for") <a href="\(url: item)">\(own.item.name)</a>. \
            Works until \(state(link, request.time)). \(link.password == nil ? "No password." : "With a password.") \
            Used: \(count(link)).</p>
            <section><h2>Extend</h2>\(extending)</section>
            <section><h2>Who used it</h2>\(uses.isEmpty ? "<p>Nobody yet.</p>" : table)</section>
            <form method="post" action="\(url: try request.url(for: .removeLink, link.id))">\(token)
            <button class="danger">Remove the link</button></form>
            """
    }

    private static func state(_ link: Link, _ time: Timestamp) -> HTML {
        "\(Moment.html(link.expires))\(link.expires > time ? "" : " (expired)")"
    }

    private static func count(_ link: Link) -> String {
        switch link.kind {
        case .upload: "\(ByteCount(link.uploaded)) of \(ByteCount(link.uploadLimit))"
        case .download: link.downloadLimit.map { "\(link.downloads) of \($0)" } ?? "\(link.downloads)"
        }
    }
}
