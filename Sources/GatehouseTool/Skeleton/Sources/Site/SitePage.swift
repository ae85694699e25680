import Gatehouse

/// A page in the layout of the site.
struct SitePage: ResponseConvertible {
    let title: String
    let body: HTML

    func response(to request: Request) throws -> Response {
        let home = try request.url(for: "home")
        let message = try request.url(for: "message")
        return Page(
            "\(title) · @NAME@",
            """
            <header><nav aria-label="Site"><ul>
            <li><a href="\(url: home)">Home</a></li>
            <li><a href="\(url: message)">Write to us</a></li>
            </ul></nav></header>
            <main>
            \(body)
            </main>
            """,
            head: try Assets.embedded.stylesheet("style.css", for: request)
        ).response(to: request)
    }
}
