public import HTTPTypes

/// The answer to a request of a test.
public struct TestResponse: Sendable, Hashable {
    /// The status.
    public let status: HTTPResponse.Status

    /// The header fields.
    public let headers: HTTPFields

    /// The body.
    public let body: [UInt8]

    /// The body as text; bytes that are no UTF-8 come out as U+FFFD.
    public var text: String { String(decoding: body, as: UTF8.self) }

    init(status: HTTPResponse.Status, headers: HTTPFields, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
