internal import HTTPTypes

/// A type of the responses that most handlers return. Their header fields are checked and rendered once.
enum CommonType: Sendable {
    /// A text that browsers never run.
    case text
    /// HTML.
    case page

    var headers: HTTPFields {
        switch self {
        case .text: Self.textHeaders
        case .page: Self.pageHeaders
        }
    }

    private static let textHeaders: HTTPFields = [.contentType: Response.plainText]
    private static let pageHeaders: HTTPFields = [.contentType: "text/html; charset=utf-8"]
}
