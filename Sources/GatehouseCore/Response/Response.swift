public import HTTPTypes

/// An answer: status, header fields and body.
public struct Response: Sendable {
    /// The status, 200 to 599.
    public var status: HTTPResponse.Status

    /// The header fields. `Content-Length` comes by itself.
    public var headers: HTTPFields

    /// The body.
    public var body: ResponseBody

    /// What the gate adds to the fields.
    package internal(set) var sharedFields: SharedFields?

    /// What its handler has left to be done once it has left; `nil` unless a handler has made it.
    var context: RequestContext?

    /// Creates an answer.
    public init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: ResponseBody = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// An answer of the gate itself: the number and its name, and nothing of what is behind it.
    static func plain(_ status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [.contentType: plainText, .cacheControl: "no-store", .xContentTypeOptions: "nosniff"],
            body: .text("\(status.code) \(status.reasonPhrase)\n")
        )
    }

    static let plainText = "text/plain; charset=utf-8"

    /// Made once: header fields that nobody changes are shared.
    static let plainTextHeaders: HTTPFields = [.contentType: plainText]
}
