import Gatehouse

/// The layout of all pages with a style sheet.
struct Layout {
    /// Creates a page with the style sheet and the script. The policy of the page forbids all others.
    static func page(_ title: String, _ request: Request, _ body: HTML) throws -> Page {
        Page(
            title,
            body,
            head: try Assets.embedded.stylesheet("style.css", for: request)
                + Assets.embedded.script("lockbox.js", for: request)
        )
    }
}
