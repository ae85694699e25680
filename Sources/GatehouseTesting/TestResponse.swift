public import HTTPTypes

/// The response to a request in a test.
public struct TestResponse: Sendable, Hashable {
    /// The gate's decision, which the response may not show.
    public enum Decision: Sendable, Hashable {
        /// The request was malformed.
        case refused
        /// No route has this path.
        case unknown
        /// A rule denied the request or failed. The handler did not run, or threw a `Denial`.
        case denied
        /// A rule let the request pass.
        case allowed
    }

    /// The status.
    public let status: HTTPResponse.Status

    /// The header fields.
    public let headers: HTTPFields

    /// The body.
    public let body: [UInt8]

    /// The gate's decision; `nil` if the request did not reach the gate.
    public let decision: Decision?

    /// The body as text. Invalid UTF-8 becomes U+FFFD.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// Whether two responses look the same to a client. The decisions are not compared, so a hidden path equals a path that
    /// does not exist.
    public static func == (left: TestResponse, right: TestResponse) -> Bool {
        left.status == right.status && left.headers == right.headers && left.body == right.body
    }

    /// Hashes what a client sees.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(status)
        hasher.combine(headers)
        hasher.combine(body)
    }

    init(status: HTTPResponse.Status, headers: HTTPFields, body: [UInt8], decision: Decision?) {
        self.status = status
        self.headers = headers
        self.body = body
        self.decision = decision
    }
}
