internal import HTTPTypes

/// A whole HTML page with a title: `Page("Notes", "<ul>\(items)</ul>")`.
public struct Page: Sendable, Hashable, ResponseConvertible {
    /// The title, plain text.
    public var title: String

    /// The content of `<body>`.
    public var body: HTML

    /// The language of the page, as in `<html lang="en">`.
    public var language: String

    /// What stands in `<head>` besides the title, such as a link to a style sheet.
    public var head: HTML

    /// Creates a page.
    ///
    /// - Parameters:
    ///   - title: the title, plain text; also the heading, if there is no body.
    ///   - body: the content.
    ///   - language: `en` unless told.
    ///   - head: what else stands in the head.
    public init(_ title: String, _ body: HTML? = nil, language: String = "en", head: HTML = "") {
        self.title = title
        self.body = body ?? "<h1>\(title)</h1>"
        self.language = language
        self.head = head
    }

    /// The page as HTML.
    public var html: HTML {
        """
        <!doctype html>
        <html lang="\(language)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <title>\(title)</title>
        \(head)</head>
        <body>
        \(body)
        </body>
        </html>

        """
    }

    /// Status 200 and the page.
    public func response(to request: Request) -> Response {
        html.response(to: request)
    }
}
