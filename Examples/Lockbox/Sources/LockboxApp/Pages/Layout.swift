import Gatehouse

/// What all pages have in common.
struct Layout {
    /// A page with the style sheet and the script of this program; nothing else may load or run.
    static func page(_ title: String, _ request: Request, _ body: HTML) throws -> Page {
        Page(
            title,
            body,
            head: """
                <link rel="stylesheet" href="\(url: try request.url(for: .stylesheet))">
                <script src="\(url: try request.url(for: .script))" nonce="\(request.nonce)" defer></script>

                """
        )
    }
}
