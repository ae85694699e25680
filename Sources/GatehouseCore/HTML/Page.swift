internal import HTTPTypes

/// A complete HTML page with a title: `Page("Notes", "<ul>\(items)</ul>")`.
public struct Page: Sendable, Hashable, ResponseConvertible {
    /// The title, as plain text.
    public var title: String

    /// The content of `<body>`.
    public var body: HTML

    /// The language of the page, as in `<html lang="en">`; `nil` for the request's: ``Gate/languages(_:fileID:line:choose:)``.
    public var language: String?

    /// Further content of `<head>`, such as a link to a style sheet.
    public var head: HTML

    /// Creates a page.
    ///
    /// - Parameters:
    ///   - title: the title, as plain text. It is also the heading if there is no body.
    ///   - body: the content of `<body>`.
    ///   - language: the language of the page; `nil`, the default, for the request's.
    ///   - head: further content of `<head>`.
    public init(_ title: String, _ body: HTML? = nil, language: String? = nil, head: HTML = "") {
        self.title = title
        self.body = body ?? "<h1>\(title)</h1>"
        self.language = language
        self.head = head
    }

    /// The page as HTML. Without a language, it is in English.
    public var html: HTML { html(in: language ?? "en") }

    private func html(in language: String) -> HTML {
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

    /// Returns status 200 with the page.
    public func response(to request: Request) -> Response {
        html(in: language ?? request.texts.language).response(to: request)
    }
}
