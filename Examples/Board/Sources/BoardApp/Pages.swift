import Gatehouse
import GatehouseSecurity

/// A page in the layout of the board.
struct BoardPage: ResponseConvertible {
    let title: String
    let body: HTML

    func response(to request: Request) throws -> Response {
        let link = { (text: String, name: RouteName) throws -> HTML in
            "<li><a href=\"\(url: try request.url(for: name))\">\(text)</a></li>"
        }
        let navigation = try [
            link("Notices", "notices"), link("New notice", "new"), link("Password", AccountPageKind.password.route),
            link("Sessions", AccountPageKind.sessions.route), link("Second factor", AccountPageKind.secondFactor.route),
            link("API", "token"),
        ]
        return Page(
            "\(title) · Notice Board",
            """
            <header><nav aria-label="Board"><ul>\(navigation)</ul></nav></header>
            <main>\(body)</main>
            """,
            head: "<link rel=\"stylesheet\" href=\"\(url: try request.url(for: "style"))\">\n"
        ).response(to: request)
    }
}

extension Board {
    func page(_ request: Request, _ title: String, _ body: HTML) throws -> Response {
        try BoardPage(title: title, body: "<h1>\(title)</h1>\n\(body)").response(to: request)
    }
}

let style = """
    body { font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; max-width: 45rem; margin: 0 auto; padding: 1rem }
    nav ul { display: flex; flex-wrap: wrap; gap: 0 1rem; list-style: none; padding: 0 } pre { white-space: pre-wrap; font: inherit }
    input, textarea, select, button { font: inherit; max-width: 100%; padding: .4rem; box-sizing: border-box } .hint { color: #555 }
    .field { margin: 1rem 0 } .field label { display: block } .field p { margin: 0 } textarea { width: 100% } img { max-width: 100% }
    .flash, .errors { border-left: .3rem solid #05c; padding: .1rem 1rem } .errors, .error { border-color: #b00; color: #b00 }
    th, td { padding-right: 1rem; text-align: left } td:first-child { overflow-wrap: anywhere } [aria-current] { font-weight: bold }
    """
