public import HTTPTypes

/// A response: status, header fields and body.
public struct Response: Sendable {
    /// The status, 200 to 599.
    public var status: HTTPResponse.Status

    /// The header fields. `Content-Length` is added automatically.
    public var headers: HTTPFields {
        didSet { type = nil }
    }

    /// The type of the body, if the header fields consist of the field for this type.
    private(set) var type: CommonType?

    /// The body.
    public var body: ResponseBody

    /// The header fields that the gate adds.
    package internal(set) var sharedFields: SharedFields?

    /// The request's context, which holds the background work; `nil` unless a handler created the response.
    var context: RequestContext?

    /// Creates a response.
    public init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: ResponseBody = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Creates a response with status 200 and the header field for a type.
    init(_ type: CommonType, body: ResponseBody) {
        status = .ok
        headers = type.headers
        self.type = type
        self.body = body
    }

    /// A response of the gate itself. It contains the status code and its name and reveals nothing else.
    static func plain(_ status: HTTPResponse.Status) -> Response {
        Response(
            status: status,
            headers: [.contentType: plainText, .cacheControl: "no-store", .xContentTypeOptions: "nosniff"],
            body: .text("\(status.code) \(status.reasonPhrase)\n")
        )
    }

    static let plainText = "text/plain; charset=utf-8"
}
