public import HTTPTypes

/// The answer to a request of a test.
public struct TestResponse: Sendable, Hashable {
    /// What the gate decided, whatever the answer looks like.
    public enum Decision: Sendable, Hashable {
        /// The request was malformed.
        case refused
        /// No route has this path.
        case unknown
        /// A rule turned it away, or could not be asked. The handler did not run, or threw a `Denial`.
        case denied
        /// A rule let it pass.
        case allowed
    }

    /// The status.
    public let status: HTTPResponse.Status

    /// The header fields.
    public let headers: HTTPFields

    /// The body.
    public let body: [UInt8]

    /// What the gate decided; `nil` when the request did not get as far as the gate.
    public let decision: Decision?

    /// The body as text; bytes that are no UTF-8 come out as U+FFFD.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// Whether two answers look the same to a client, whatever was decided: one that is hidden looks like one for a path
    /// that does not exist.
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
