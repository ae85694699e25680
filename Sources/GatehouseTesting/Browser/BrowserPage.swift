public import HTTPTypes

/// A page that a ``Browser`` shows.
public struct BrowserPage: Sendable {
    /// The path and query of the page, after all redirects.
    public let target: String

    /// The response.
    public let response: TestResponse

    /// The redirects that led to the page, oldest first.
    public let redirects: [TestResponse]

    /// The status.
    public var status: HTTPResponse.Status { response.status }

    /// The title.
    public var title: String { PageReader.joined(PageReader(response.text).title) }

    /// The text that a person reads, with single spaces and without tags.
    public var text: String { PageReader.joined(PageReader(response.text).text) }

    /// The links: the text and the target as written.
    public var links: [(text: String, target: String)] { PageReader(response.text).links }

    /// What the page says, for a failure.
    var summary: String {
        "\(target) is \(status.code): \(text.prefix(400))"
    }
}
