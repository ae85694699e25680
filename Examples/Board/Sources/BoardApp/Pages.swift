import Gatehouse
import GatehouseSecurity

/// A page in the layout of the board.
struct BoardPage: ResponseConvertible {
    let title: String
    let body: HTML
    var isForMembers = false

    func response(to request: Request) throws -> Response {
        let link = { (text: String, name: RouteName) throws -> HTML in
            "<li><a href=\"\(url: try request.url(for: name))\">\(text)</a></li>"
        }
        let navigation = try [
            link("New notice", "new"), link("Password", AccountPageKind.password.route),
            link("Second factor", AccountPageKind.secondFactor.route), link("API", "token"),
            link("Sessions and sign-out", AccountPageKind.sessions.route),
        ]
        return Page(
            "\(title) · Notice Board",
            """
            <header><a href="\(url: try request.url(for: "notices"))">Notice Board</a>
            \(isForMembers ? "<nav aria-label=\"Board\"><ul>\(navigation)</ul></nav>" : "" as HTML)</header>
            <main>\(body)</main>
            """,
            head: try Assets.embedded.stylesheet("style.css", for: request)
        ).response(to: request)
    }
}

extension Board {
    func page(_ request: Request, _ title: String, _ body: HTML) throws -> Response {
        try BoardPage(title: title, body: "<h1>\(title)</h1>\n\(body)", isForMembers: true).response(to: request)
    }
}
