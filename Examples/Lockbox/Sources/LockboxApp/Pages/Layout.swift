import Gatehouse
import GatehouseSecurity

/// The frame of all pages: the head, the navigation and the main part.
struct Layout: ResponseConvertible {
    /// Who sees the page.
    enum Viewer: Sendable {
        case nobody
        /// Somebody who is signed in, on a page of the library.
        case somebody
        case person(Person)
    }

    let title: String
    let body: HTML
    let viewer: Viewer
    /// Whether the page has the script. Its nonce makes each response different.
    var hasScript = true

    func response(to request: Request) throws -> Response {
        Page(
            "\(title) · Lockbox",
            """
            <a class="skip" href="#main">Skip to the content</a>
            <header class="bar"><div class="inner">
            <a class="brand" href="\(url: try request.url(for: .home))">\(Icon.lock) Lockbox</a>
            \(try navigation(request))
            </div></header>
            <main id="main" class="inner">
            \(body)
            </main>
            """,
            head: """
                <meta name="color-scheme" content="light dark">
                \(try Assets.embedded.stylesheet("style.css", for: request))\
                \(hasScript ? try Assets.embedded.script("lockbox.js", for: request) : "")
                """
        ).response(to: request)
    }

    private func navigation(_ request: Request) throws -> HTML {
        var links: [(String, RouteName)] = [
            ("Files", .home), ("Shared with me", .shared), ("Links", .links), ("Bin", .bin),
        ]
        var name = "Account"
        switch viewer {
        case .nobody: return ""
        case .somebody: break
        case .person(let person):
            name = person.signInName
            if person.isAdmin { links += [("People", .people), ("Audit trail", .audit), ("Health", .health)] }
        }
        let account: [(String, AccountPageKind)] = [
            ("Password", .password), ("Second factor", .secondFactor), ("Sessions", .sessions),
        ]
        let signOut = try request.url(for: AccountPageKind.signOut.route)
        return """
            <nav aria-label="Main"><ul>\(try links.map { try Self.link($0.0, $0.1, request) })</ul></nav>
            <details class="menu"><summary>\(Icon.person) \(name)</summary>
            <ul>\(try account.map { try Self.link($0.0, $0.1.route, request) })\
            <li><form method="post" action="\(url: signOut)"><button class="plain">Sign out</button></form></li></ul>
            </details>
            """
    }

    private static func link(_ text: String, _ name: RouteName, _ request: Request) throws -> HTML {
        let url = try request.url(for: name)
        let shown = request.url(settingQuery: "page", to: nil).prefix { $0 != "?" }
        let current: HTML = url == shown ? " aria-current=\"page\"" : ""
        return "<li><a href=\"\(url: url)\"\(current)>\(text)</a></li>"
    }
}
